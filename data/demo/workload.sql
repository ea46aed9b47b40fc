-- What the shop's application asks of its database.
--
-- Each statement is preceded by a header of comment lines:
--   -- name: what it is called
--   -- rate: how often a second it is asked (an open loop: nobody waits for the one before)
--   -- sick: what is wrong with it; healthy ones have no such line
--   -- $N: where the value of the parameter comes from:
--       uniform LOW..HIGH [scaled]       a whole number, each as likely as the other
--       zipf LOW..HIGH [scaled]          a whole number, the low ones far more often
--       latest LOW..HIGH [scaled]        a whole number, the high ones far more often
--       days LOW..HIGH                   a time, so many days ago
--       pick A|B|C                       one of these
--       format TEXT uniform|zipf|latest… the number in the place of {} in TEXT
--     "scaled" multiplies HIGH by the scale at which the demo was built.
-- A statement ends with a semicolon at the end of a line.

-- name: product page
-- rate: 12
-- $1: zipf 1..20000 scaled
SELECT p.id, p.sku, p.name, p.description, p.price, p.attributes, c.name AS category
FROM product p
JOIN category c ON c.id = p.category_id
WHERE p.id = $1;

-- name: stock of a product
-- rate: 8
-- $1: zipf 1..20000 scaled
SELECT warehouse_id, quantity
FROM inventory
WHERE product_id = $1;

-- name: sign in
-- rate: 3
-- $1: format customer{}@example.com zipf 1..50000 scaled
SELECT id, name, country
FROM customer
WHERE email = $1;

-- name: remember the sign-in
-- rate: 2
-- $1: zipf 1..50000 scaled
UPDATE customer
SET last_login_at = now()
WHERE id = $1;

-- name: customer by id
-- rate: 6
-- $1: zipf 1..50000 scaled
SELECT id, email, name, country, city, preferences
FROM customer
WHERE id = $1;

-- name: cart
-- rate: 5
-- $1: zipf 1..50000 scaled
SELECT ci.product_id, ci.quantity, p.name, p.price
FROM cart_item ci
JOIN product p ON p.id = ci.product_id
WHERE ci.customer_id = $1;

-- name: put into the cart
-- rate: 2
-- $1: zipf 1..50000 scaled
-- $2: zipf 1..20000 scaled
INSERT INTO cart_item (customer_id, product_id, quantity, added_at)
VALUES ($1, $2, 1, now())
ON CONFLICT (customer_id, product_id) DO UPDATE
SET quantity = least(cart_item.quantity + 1, 9), added_at = now();

-- name: take out of the cart
-- rate: 1.5
-- $1: zipf 1..50000 scaled
-- $2: zipf 1..20000 scaled
DELETE FROM cart_item
WHERE customer_id = $1 AND product_id = $2;

-- name: record an event
-- rate: 6
-- $1: zipf 1..50000 scaled
-- $2: pick view|view|view|search|add|checkout
-- $3: format {"product": {}, "ms": 12} zipf 1..20000 scaled
INSERT INTO event (customer_id, kind, payload, occurred_at)
VALUES ($1, $2, $3::text::jsonb, now());

-- name: place an order
-- rate: 0.5
-- $1: zipf 1..50000 scaled
-- $2: pick web|web|app|phone
-- $3: uniform 10..400
INSERT INTO orders (customer_id, status, channel, total, created_at)
VALUES ($1, 'new', $2, $3, now())
RETURNING id;

-- name: add an order line
-- rate: 1.5
-- $1: latest 1..600000 scaled
-- $2: zipf 1..20000 scaled
-- $3: uniform 3..90
INSERT INTO order_line (order_id, product_id, quantity, unit_price)
VALUES ($1, $2, 1, $3);

-- name: take from stock
-- rate: 1.5
-- $1: zipf 1..20000 scaled
-- $2: uniform 1..3
UPDATE inventory
SET quantity = greatest(quantity - 1, 0), updated_at = now()
WHERE product_id = $1 AND warehouse_id = $2;

-- name: order by id
-- rate: 4
-- $1: latest 1..600000 scaled
SELECT id, customer_id, status, total, created_at, shipped_at
FROM orders
WHERE id = $1;

-- name: orders of a customer
-- rate: 3
-- $1: zipf 1..50000 scaled
SELECT id, status, total, created_at
FROM orders
WHERE customer_id = $1
ORDER BY created_at DESC
LIMIT 10;

-- name: payments of an order
-- rate: 3
-- $1: latest 1..600000 scaled
SELECT id, method, status, amount, created_at
FROM payment
WHERE order_id = $1;

-- name: mark an order as paid
-- rate: 0.5
-- $1: latest 1..600000 scaled
UPDATE orders
SET status = 'paid'
WHERE id = $1 AND status = 'new';

-- name: coupon
-- rate: 1
-- $1: format SAVE{} uniform 1..500
SELECT id, percent, valid_until
FROM coupon
WHERE code = $1;

-- name: products of a category
-- rate: 1
-- $1: zipf 1..64
SELECT id, name, price
FROM product
WHERE category_id = $1 AND active
ORDER BY price
LIMIT 24;

-- name: path of a category
-- rate: 2
-- $1: uniform 1..64
WITH RECURSIVE path AS (
  SELECT id, parent_id, name, 1 AS depth FROM category WHERE id = $1
  UNION ALL
  SELECT c.id, c.parent_id, c.name, p.depth + 1 FROM category c JOIN path p ON c.id = p.parent_id
)
SELECT id, name FROM path ORDER BY depth DESC;

-- name: orders of the last hours
-- rate: 0.1
-- $1: days 0..1
SELECT status, count(*), sum(total)
FROM orders
WHERE created_at >= $1
GROUP BY status;

-- name: lines of an order
-- rate: 1.2
-- sick: no index on the foreign key order_line (order_id)
-- $1: latest 1..600000 scaled
SELECT l.id, l.product_id, p.name, l.quantity, l.unit_price, l.discount
FROM order_line l
JOIN product p ON p.id = l.product_id
WHERE l.order_id = $1;

-- name: invoice total
-- rate: 0.4
-- sick: no index on the foreign key order_line (order_id)
-- $1: latest 1..600000 scaled
SELECT o.id, o.customer_id, sum(l.quantity * l.unit_price - coalesce(l.discount, 0)) AS total
FROM orders o
JOIN order_line l ON l.order_id = o.id
WHERE o.id = $1
GROUP BY o.id, o.customer_id;

-- name: events of a customer
-- rate: 0.7
-- sick: no index on event (customer_id, occurred_at)
-- $1: zipf 1..50000 scaled
-- $2: pick view|search|checkout
SELECT id, kind, payload, occurred_at
FROM event
WHERE customer_id = $1 AND kind = $2
ORDER BY occurred_at
LIMIT 20;

-- name: forgotten password
-- rate: 0.6
-- sick: a function on the column hides the index on customer (email)
-- $1: format customer{}@example.org zipf 1..50000 scaled
SELECT id, name
FROM customer
WHERE lower(email) = lower($1);

-- name: revenue of a day
-- rate: 0.1
-- sick: a function on the column hides the index on orders (created_at)
-- $1: days 0..60
SELECT count(*), sum(total)
FROM orders
WHERE date_trunc('day', created_at) = date_trunc('day', $1::timestamptz);

-- name: largest orders of each month
-- rate: 0.04
-- sick: the sort spills to disk with the default work_mem
-- $1: days 100..400
SELECT month, place, id, customer_id, total
FROM (
  SELECT date_trunc('month', created_at) AS month, id, customer_id, total,
         rank() OVER (PARTITION BY date_trunc('month', created_at) ORDER BY total DESC) AS place
  FROM orders
  WHERE created_at >= $1
) AS ranked
WHERE place <= 3
ORDER BY month, place;

-- name: browse the reviews
-- rate: 0.4
-- sick: OFFSET reads and throws away all the pages before
-- $1: latest 0..40000 scaled
SELECT id, product_id, rating, body, created_at
FROM review
WHERE approved
ORDER BY created_at DESC
OFFSET $1
LIMIT 20;

-- name: reviews of a product
-- rate: 1.5
-- sick: no index on review (product_id, created_at): every review is read and sorted for ten
-- $1: zipf 1..20000 scaled
SELECT id, rating, body, created_at
FROM review
WHERE product_id = $1 AND approved
ORDER BY created_at DESC
LIMIT 10;

-- name: disputes to look at
-- rate: 0.3
-- sick: no index on orders (status, created_at): the newest orders are searched for a rare status
-- $1: pick disputed|disputed|returned
SELECT id, customer_id, total, created_at
FROM orders
WHERE status = $1
ORDER BY created_at DESC
LIMIT 50;

-- name: search by name
-- rate: 0.3
-- sick: a leading wildcard can use no B-tree
-- $1: pick %lamp%|%oak%|%kettle 1%|%fine rug%
SELECT id, name, price
FROM product
WHERE name ILIKE $1 AND active
ORDER BY name
LIMIT 20;

-- name: products by colour
-- rate: 0.3
-- sick: an expression on the JSON column has no index
-- $1: pick black|white|oak|red
SELECT id, name, price
FROM product
WHERE attributes ->> 'color' = $1 AND active
ORDER BY price
LIMIT 24;

-- name: payment by reference
-- rate: 0.15
-- sick: a cast on the column hides the index on payment (provider_ref)
-- $1: uniform 1000000007..1004200000
SELECT id, order_id, status
FROM payment
WHERE provider_ref::bigint = $1;

-- name: parcels on their way
-- rate: 0.1
-- sick: stale statistics: the planner expects a hundredth of the rows
-- $1: pick in transit|returned
SELECT o.customer_id, count(*)
FROM shipment s
JOIN orders o ON o.id = s.order_id
WHERE s.state = $1
GROUP BY o.customer_id
ORDER BY count(*) DESC
LIMIT 20;

-- name: customers for the newsletter
-- rate: 0.1
-- sick: NOT IN over a column with NULLs finds nobody
-- $1: pick DE|FR|NL
SELECT id, email
FROM customer
WHERE country = $1
  AND id NOT IN (SELECT customer_id FROM newsletter_optout);

-- name: ratings in a category
-- rate: 0.2
-- sick: the subquery runs once for each product
-- $1: uniform 20..64
SELECT p.id, p.name, (SELECT avg(r.rating) FROM review r WHERE r.product_id = p.id) AS rating
FROM product p
WHERE p.category_id = $1 AND p.active
ORDER BY rating DESC NULLS LAST
LIMIT 10;

-- name: enqueue a job
-- rate: 3
-- $1: pick mail|mail|invoice|sync
-- $2: uniform 0..2
-- $3: format {"order": {}} latest 1..600000 scaled
INSERT INTO job (kind, state, priority, payload, created_at)
VALUES ($1, 'queued', $2, $3::text::jsonb, now());

-- name: claim a job
-- rate: 3
-- sick: a queue without an index on its state, in which rows come and go
UPDATE job
SET state = 'running', claimed_at = now()
WHERE id = (
  SELECT id
  FROM job
  WHERE state = 'queued'
  ORDER BY priority DESC, created_at
  LIMIT 1
  FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, payload;

-- name: finish jobs
-- rate: 1
DELETE FROM job
WHERE id IN (
  SELECT id
  FROM job
  WHERE state = 'running'
  ORDER BY claimed_at
  LIMIT 4
  FOR UPDATE SKIP LOCKED
);
