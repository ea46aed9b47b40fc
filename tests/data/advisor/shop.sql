-- SPDX-License-Identifier: GPL-3.0-or-later
-- A shop whose order lines have no index on their order, and whose customers are looked up by
-- lower (email).
CREATE SCHEMA shop;

CREATE TABLE shop.customer (
  id bigint PRIMARY KEY,
  email text NOT NULL,
  city text,
  born date
);
CREATE TABLE shop.orders (
  id bigint PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES shop.customer,
  status text NOT NULL,
  created timestamptz NOT NULL
);
CREATE TABLE shop.line (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES shop.orders,
  product int NOT NULL,
  quantity int NOT NULL,
  note text
);
CREATE TABLE shop.setting (
  name text,
  value text
);

INSERT INTO shop.customer
SELECT i, 'Person' || i || '@example.com', 'city ' || i % 200, '1950-01-01'::date + (i % 20000)::int
FROM generate_series (1, 20000) i;

INSERT INTO shop.orders
SELECT i, 1 + (i * 7919) % 20000,
       CASE WHEN i % 100 = 0 THEN 'open' WHEN i % 10 < 4 THEN 'paid' ELSE 'sent' END,
       '2024-01-01'::timestamptz + i * interval '2 minutes'
FROM generate_series (1, 100000) i;

INSERT INTO shop.line
SELECT i, 1 + i % 100000, (i * 31) % 5000, 1 + i % 5, repeat ('n', 40)
FROM generate_series (1, 300000) i;

INSERT INTO shop.setting
SELECT 'name ' || i, 'value'
FROM generate_series (1, 50) i;

CREATE INDEX orders_customer ON shop.orders (customer_id, created);

ANALYZE
