-- What is in the demo's tables: the same at every build, apart from the dates, which end now.
-- Run after schema.sql in the same session. The setting demo.scale shrinks the large tables.

-- step: Preparing
SET ROLE shop_owner;
SET synchronous_commit = off;
SET maintenance_work_mem = '128MB';
SET work_mem = '64MB';

-- A number in [0, 1) for each key, evenly spread and always the same.
CREATE FUNCTION pg_temp.u(key bigint, salt integer) RETURNS double precision
  LANGUAGE sql IMMUTABLE
  AS $$SELECT (hashint8extended(key, salt) & 1073741823) / 1073741824.0::double precision$$;

-- The number of rows of a table that has so many at full scale.
CREATE FUNCTION pg_temp.n(full_scale integer) RETURNS integer
  LANGUAGE sql STABLE
  AS $$SELECT greatest(10, round(full_scale * current_setting('demo.scale')::float8))::integer$$;

-- step: Filling the catalogue
INSERT INTO country
  SELECT code, name
  FROM (VALUES ('DE', 'Germany'), ('FR', 'France'), ('NL', 'Netherlands'), ('AT', 'Austria'),
               ('CH', 'Switzerland'), ('ES', 'Spain'), ('IT', 'Italy'), ('PL', 'Poland'),
               ('SE', 'Sweden'), ('DK', 'Denmark'), ('BE', 'Belgium'), ('PT', 'Portugal'),
               ('CZ', 'Czechia'), ('FI', 'Finland'), ('IE', 'Ireland'), ('NO', 'Norway'))
       AS c (code, name);

INSERT INTO category
  SELECT i, CASE WHEN i > 8 THEN 1 + i % 8 END, 'Category ' || i, 'category-' || i
  FROM generate_series(1, 64) AS i;

INSERT INTO supplier
  SELECT i, 'Supplier ' || i,
         (ARRAY['DE', 'FR', 'NL', 'IT', 'PL', 'SE'])[1 + floor(6 * pg_temp.u(i, 1))::int],
         CASE WHEN pg_temp.u(i, 2) < 0.8 THEN round((1 + 4 * pg_temp.u(i, 3))::numeric, 1) END
  FROM generate_series(1, 300) AS i;

INSERT INTO product
  SELECT i,
         'SKU-' || lpad(i::text, 7, '0'),
         (ARRAY['Light', 'Sturdy', 'Small', 'Large', 'Classic', 'Modern', 'Plain', 'Fine'])
           [1 + floor(8 * pg_temp.u(i, 10))::int] || ' '
         || (ARRAY['chair', 'table', 'lamp', 'shelf', 'mug', 'kettle', 'blanket', 'clock', 'basket',
                   'mirror', 'vase', 'rug'])[1 + floor(12 * pg_temp.u(i, 11))::int] || ' ' || i,
         CASE WHEN pg_temp.u(i, 12) < 0.7
              THEN repeat('Made with care, easy to clean. ', 1 + floor(6 * pg_temp.u(i, 13))::int) END,
         1 + floor(64 * pow(pg_temp.u(i, 14), 1.5))::int,
         1 + floor(300 * pow(pg_temp.u(i, 15), 2))::int,
         round((3 + 400 * pow(pg_temp.u(i, 16), 4))::numeric, 2),
         jsonb_build_object(
           'color', (ARRAY['black', 'white', 'oak', 'grey', 'blue', 'green', 'red', 'yellow'])
                      [1 + floor(8 * pow(pg_temp.u(i, 17), 2))::int],
           'weight_g', 100 + floor(9000 * pow(pg_temp.u(i, 18), 2))::int,
           'eco', pg_temp.u(i, 19) < 0.2),
         pg_temp.u(i, 20) < 0.92,
         date_trunc('hour', now()) - interval '1200 days' * pg_temp.u(i, 21)
  FROM generate_series(1, pg_temp.n(20000)) AS i;

INSERT INTO coupon
  SELECT i, 'SAVE' || i, (ARRAY[5, 10, 15, 20, 50])[1 + floor(5 * pow(pg_temp.u(i, 30), 2))::int],
         CASE WHEN pg_temp.u(i, 31) < 0.7 THEN current_date + floor(200 * pg_temp.u(i, 32))::int - 150 END
  FROM generate_series(1, 500) AS i;

INSERT INTO inventory
  SELECT p, w, floor(200 * pow(pg_temp.u(p * 4 + w, 35), 2))::int, date_trunc('hour', now())
  FROM generate_series(1, pg_temp.n(20000)) AS p, generate_series(1, 3) AS w;

-- step: Filling the customers
INSERT INTO customer
  SELECT i,
         CASE WHEN pg_temp.u(i, 40) < 0.3 THEN 'Customer' ELSE 'customer' END || i || '@example.'
         || (ARRAY['com', 'org', 'net', 'eu'])[1 + floor(4 * pow(pg_temp.u(i, 41), 2))::int],
         (ARRAY['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gina', 'Hugo', 'Ida', 'Jan', 'Kim', 'Leo'])
           [1 + floor(12 * pg_temp.u(i, 42))::int] || ' '
         || (ARRAY['Abel', 'Berg', 'Conti', 'Dubois', 'Evers', 'Fischer', 'Garcia', 'Horvat'])
           [1 + floor(8 * pg_temp.u(i, 43))::int],
         (ARRAY['DE', 'DE', 'DE', 'DE', 'FR', 'FR', 'FR', 'NL', 'NL', 'AT', 'CH', 'ES', 'IT', 'PL', 'SE',
                'DK', 'BE', 'PT', 'CZ', 'FI', 'IE', 'NO'])[1 + floor(22 * pg_temp.u(i, 44))::int],
         CASE WHEN pg_temp.u(i, 45) < 0.85 THEN 'City ' || floor(800 * pow(pg_temp.u(i, 46), 2))::int END,
         CASE WHEN pg_temp.u(i, 47) < 0.35 THEN '+49' || lpad((i * 7919 % 10000000)::text, 9, '0') END,
         date_trunc('hour', now()) - interval '1500 days' * (1 - i / (pg_temp.n(50000) + 1::float8)),
         CASE WHEN pg_temp.u(i, 48) < 0.75
              THEN date_trunc('hour', now()) - interval '400 days' * pow(pg_temp.u(i, 49), 3) END,
         CASE WHEN pg_temp.u(i, 50) < 0.5
              THEN jsonb_build_object('newsletter', pg_temp.u(i, 51) < 0.4, 'language',
                     (ARRAY['de', 'fr', 'en', 'nl'])[1 + floor(4 * pg_temp.u(i, 52))::int]) END
  FROM generate_series(1, pg_temp.n(50000)) AS i;

INSERT INTO newsletter_optout
  SELECT i, CASE WHEN i % 40 <> 0 THEN 1 + floor(pg_temp.n(50000) * pg_temp.u(i, 55))::int END,
         date_trunc('hour', now()) - interval '700 days' * pg_temp.u(i, 56)
  FROM generate_series(1, pg_temp.n(4000)) AS i;

-- step: Filling the orders
-- Two years of growing business: few customers order often, most seldom (Zipf-like).
INSERT INTO orders (customer_id, status, channel, coupon_id, total, created_at, shipped_at, note)
  SELECT 1 + floor(pg_temp.n(50000) * pow(pg_temp.u(i, 60), 2.5))::int,
         CASE WHEN age < 2 THEN (ARRAY['new', 'new', 'paid', 'packed'])[1 + floor(4 * luck)::int]
              WHEN age < 6 THEN (ARRAY['packed', 'shipped', 'shipped'])[1 + floor(3 * luck)::int]
              WHEN luck < 0.930 THEN 'delivered'
              WHEN luck < 0.965 THEN 'returned'
              WHEN luck < 0.998 THEN 'cancelled'
              ELSE 'disputed' END,
         (ARRAY['web', 'web', 'web', 'app', 'app', 'phone'])[1 + floor(6 * pg_temp.u(i, 61))::int],
         CASE WHEN pg_temp.u(i, 62) < 0.12 THEN 1 + floor(500 * pow(pg_temp.u(i, 63), 2))::int END,
         round((8 + 600 * pow(pg_temp.u(i, 64), 3))::numeric, 2),
         ordered_at,
         CASE WHEN age >= 3 AND luck < 0.965
              THEN ordered_at + interval '1 hour' * (4 + 60 * pg_temp.u(i, 65)) END,
         CASE WHEN pg_temp.u(i, 66) < 0.04 THEN 'Please ring twice.' END
  FROM (SELECT i,
               age,
               pg_temp.u(i, 67) AS luck,
               date_trunc('hour', now()) - interval '1 day' * age AS ordered_at
        FROM generate_series(1, pg_temp.n(600000)) AS i,
             LATERAL (SELECT 730 * (1 - pow(i / (pg_temp.n(600000) + 1::float8), 0.667::float8)) AS age
                      OFFSET 0) AS a
        OFFSET 0) AS o;

-- step: Filling the order lines
INSERT INTO order_line (order_id, product_id, quantity, unit_price, discount)
  SELECT o.i,
         1 + floor(pg_temp.n(20000) * pow(pg_temp.u(o.i * 8 + l, 70), 2.5))::int,
         1 + floor(4 * pow(pg_temp.u(o.i * 8 + l, 71), 3))::int,
         round((3 + 400 * pow(pg_temp.u(o.i * 8 + l, 72), 4))::numeric, 2),
         CASE WHEN pg_temp.u(o.i * 8 + l, 73) < 0.1 THEN 2.50 END
  FROM generate_series(1, pg_temp.n(600000)) AS o (i),
       generate_series(1, 1 + floor(7 * pow(pg_temp.u(o.i, 74), 1.4))::int) AS l;

-- step: Filling payments and shipments
INSERT INTO payment (order_id, method, status, amount, provider_ref, created_at)
  SELECT id,
         (ARRAY['card', 'card', 'card', 'paypal', 'paypal', 'invoice', 'transfer'])
           [1 + floor(7 * pg_temp.u(id, 80))::int],
         CASE WHEN pg_temp.u(id, 81) < 0.97 THEN 'settled' WHEN pg_temp.u(id, 81) < 0.99 THEN 'refunded'
              ELSE 'failed' END,
         total,
         CASE WHEN pg_temp.u(id, 82) < 0.9 THEN (1000000000 + id * 7)::text END,
         created_at + interval '3 minutes' * pg_temp.u(id, 83)
  FROM orders
  WHERE status <> 'new' AND pg_temp.u(id, 84) < 0.95;

INSERT INTO shipment (order_id, carrier, state, handed_over_at)
  SELECT id, 'Post', 'returned', shipped_at
  FROM orders
  WHERE shipped_at IS NOT NULL
  ORDER BY id
  LIMIT 1000;

-- step: Filling reviews, events and jobs
INSERT INTO review (product_id, customer_id, rating, body, approved, created_at)
  SELECT 1 + floor(pg_temp.n(20000) * pow(pg_temp.u(i, 90), 2.5))::int,
         CASE WHEN pg_temp.u(i, 91) < 0.8 THEN 1 + floor(pg_temp.n(50000) * pow(pg_temp.u(i, 92), 2))::int END,
         5 - floor(5 * pow(pg_temp.u(i, 93), 3))::int,
         CASE WHEN pg_temp.u(i, 94) < 0.6 THEN repeat('Nice. ', 1 + floor(20 * pow(pg_temp.u(i, 95), 2))::int) END,
         pg_temp.u(i, 96) < 0.95,
         date_trunc('hour', now()) - interval '730 days' * (1 - i / (pg_temp.n(150000) + 1::float8))
  FROM generate_series(1, pg_temp.n(150000)) AS i;

INSERT INTO event (customer_id, kind, payload, occurred_at)
  SELECT CASE WHEN pg_temp.u(i, 100) < 0.55 THEN 1 + floor(pg_temp.n(50000) * pow(pg_temp.u(i, 101), 2.5))::int END,
         (ARRAY['view', 'view', 'view', 'view', 'view', 'search', 'search', 'add', 'checkout'])
           [1 + floor(9 * pg_temp.u(i, 102))::int],
         jsonb_build_object('product', 1 + floor(pg_temp.n(20000) * pow(pg_temp.u(i, 103), 2.5))::int,
                            'ms', floor(3000 * pow(pg_temp.u(i, 104), 4))::int),
         date_trunc('hour', now()) - interval '30 days' * (1 - i / (pg_temp.n(300000) + 1::float8))
  FROM generate_series(1, pg_temp.n(300000)) AS i;

INSERT INTO cart_item
  SELECT DISTINCT ON (1, 2)
         1 + floor(pg_temp.n(50000) * pow(pg_temp.u(i, 110), 1.5))::int,
         1 + floor(pg_temp.n(20000) * pow(pg_temp.u(i, 111), 2.5))::int,
         1 + floor(3 * pow(pg_temp.u(i, 112), 3))::int,
         date_trunc('hour', now()) - interval '20 days' * pg_temp.u(i, 113)
  FROM generate_series(1, pg_temp.n(60000)) AS i;

INSERT INTO job (kind, state, priority, payload, created_at)
  SELECT (ARRAY['mail', 'mail', 'invoice', 'sync'])[1 + floor(4 * pg_temp.u(i, 120))::int], 'queued',
         floor(3 * pow(pg_temp.u(i, 121), 2))::int, jsonb_build_object('order', i),
         date_trunc('hour', now()) - interval '1 minute' * (500 - i)
  FROM generate_series(1, 500) AS i;

-- step: Building keys and indexes
ALTER TABLE product ADD CONSTRAINT product_sku_key UNIQUE (sku);
CREATE INDEX product_category_id_idx ON product (category_id);
CREATE INDEX product_supplier_id_idx ON product (supplier_id);
CREATE UNIQUE INDEX customer_email_key ON customer (email);
CREATE INDEX customer_country_idx ON customer (country);
ALTER TABLE inventory ADD PRIMARY KEY (product_id, warehouse_id);
ALTER TABLE cart_item ADD PRIMARY KEY (customer_id, product_id);
ALTER TABLE review ADD PRIMARY KEY (id);
CREATE INDEX review_product_id_idx ON review (product_id);
ALTER TABLE event ADD PRIMARY KEY (id);
CREATE INDEX event_occurred_at_idx ON event (occurred_at);
ALTER TABLE job ADD PRIMARY KEY (id);

-- step: Indexing the orders
ALTER TABLE orders ADD PRIMARY KEY (id);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_created_at_idx ON orders (created_at);
ALTER TABLE payment ADD PRIMARY KEY (id);
CREATE INDEX payment_order_id_idx ON payment (order_id);
CREATE INDEX payment_provider_ref_idx ON payment (provider_ref);
ALTER TABLE shipment ADD PRIMARY KEY (id);
CREATE INDEX shipment_order_id_idx ON shipment (order_id);

-- step: Indexing the order lines
-- There is no index on order_line (order_id): the demo's worst disease.
ALTER TABLE order_line ADD PRIMARY KEY (id);
CREATE INDEX order_line_product_id_idx ON order_line (product_id);

-- step: Adding indexes that help nobody
CREATE INDEX product_sku_idx ON product (sku);
CREATE INDEX customer_country_city_idx ON customer (country, city);
CREATE INDEX orders_channel_idx ON orders (channel);
CREATE INDEX event_payload_idx ON event USING gin (payload);

-- step: Adding foreign keys
ALTER TABLE product
  ADD FOREIGN KEY (category_id) REFERENCES category,
  ADD FOREIGN KEY (supplier_id) REFERENCES supplier;
ALTER TABLE customer ADD FOREIGN KEY (country) REFERENCES country;
ALTER TABLE inventory ADD FOREIGN KEY (product_id) REFERENCES product;
ALTER TABLE cart_item
  ADD FOREIGN KEY (customer_id) REFERENCES customer,
  ADD FOREIGN KEY (product_id) REFERENCES product;
ALTER TABLE review
  ADD FOREIGN KEY (product_id) REFERENCES product,
  ADD FOREIGN KEY (customer_id) REFERENCES customer;
ALTER TABLE newsletter_optout ADD FOREIGN KEY (customer_id) REFERENCES customer;
ALTER TABLE orders
  ADD FOREIGN KEY (customer_id) REFERENCES customer,
  ADD FOREIGN KEY (coupon_id) REFERENCES coupon;
ALTER TABLE payment ADD FOREIGN KEY (order_id) REFERENCES orders;

-- step: Adding the order lines' foreign keys
ALTER TABLE order_line
  ADD FOREIGN KEY (order_id) REFERENCES orders,
  ADD FOREIGN KEY (product_id) REFERENCES product;

-- step: Gathering statistics
VACUUM (ANALYZE) orders, order_line, payment, product, customer, inventory, cart_item, review, event,
  job, newsletter_optout, country, category, supplier, coupon, shipment;

-- step: Filling the shipments behind the statistics' back
INSERT INTO shipment (order_id, carrier, state, handed_over_at)
  SELECT id, (ARRAY['Post', 'Post', 'Parcel', 'Express'])[1 + floor(4 * pg_temp.u(id, 130))::int],
         CASE WHEN pg_temp.u(id, 131) < 0.98 THEN 'delivered' WHEN pg_temp.u(id, 131) < 0.99 THEN 'returned'
              ELSE 'in transit' END,
         shipped_at
  FROM orders
  WHERE shipped_at IS NOT NULL AND id % 2 = 0;

ALTER TABLE shipment ADD FOREIGN KEY (order_id) REFERENCES orders;

-- step: Letting the application in
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO shop;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO shop;
RESET ROLE;

-- step: Settling down
CHECKPOINT;

-- step: Forgetting how it was built
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SELECT pg_stat_statements_reset();
