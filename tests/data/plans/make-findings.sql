-- Run by make-findings.sh: for each kind of finding a plan that has it, and one that nearly has it.

\set explain 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)'
SELECT setseed (0.5);

CREATE TABLE customers (id integer PRIMARY KEY, name text, city text, zip text);
INSERT INTO customers SELECT i, 'Customer ' || i, 'City ' || i % 200, 'Zip ' || i % 200
  FROM generate_series (1, 100000) i;
CREATE TABLE orders (
  id integer PRIMARY KEY, customer_id integer, region integer, status text, code varchar (10),
  email text, created timestamp, total numeric, note text);
INSERT INTO orders
  SELECT i, i * 7 % 100000 + 1, i % 50,
         CASE WHEN i > 297000 THEN 'late' WHEN i % 1000 = 0 THEN 'new' ELSE 'done' END,
         'c' || i % 5000, 'User' || i || '@example.com',
         timestamp '2024-01-01' + i * interval '1 minute', i % 1000, md5 (i::text)
  FROM generate_series (1, 300000) i;
CREATE INDEX orders_region ON orders (region);
-- Wide enough that reading it takes longer than counting its rows.
CREATE TABLE wide (id integer, filler text);
ALTER TABLE wide ALTER filler SET STORAGE plain;
INSERT INTO wide SELECT i, repeat ('x', 1900) FROM generate_series (1, 40000) i;
VACUUM ANALYZE;

-- ---- Nodes ---------------------------------------------------------------------------------------

\o :dir/slow-node.json
:explain SELECT max (note) FROM orders;
\o :dir/slow-node-near-miss.json
-- The slowest is explained by another finding.
:explain SELECT * FROM orders WHERE status = 'new';
\o :dir/high-cost-node.json
EXPLAIN (FORMAT JSON) SELECT max (note) FROM orders;
\o :dir/high-cost-node-near-miss.json
-- All of it costs next to nothing.
EXPLAIN (FORMAT JSON) SELECT * FROM orders WHERE id = 5;
\o

-- ---- How rows are found --------------------------------------------------------------------------

\o :dir/seq-scan.json
:explain SELECT * FROM orders WHERE status = 'new';
\o :dir/seq-scan-near-miss.json
-- Most rows are kept.
:explain SELECT count (*) FROM orders WHERE status = 'done';
\o :dir/multi-column-index.json
:explain SELECT * FROM orders o WHERE o.customer_id = 36 AND o.status = 'done' AND o.total < 500;
\o :dir/multi-column-index-near-miss.json
-- One equality: an index on that column does.
:explain SELECT * FROM orders WHERE customer_id = 36;
\o :dir/function-on-column.json
:explain SELECT * FROM orders WHERE lower (email) = 'user5@example.com';
\o :dir/function-on-column-cast.json
:explain SELECT * FROM orders WHERE created::date = date '2024-03-01';
\o :dir/function-on-column-near-miss.json
-- The server's own cast of varchar to text is none.
:explain SELECT * FROM orders WHERE code = 'c17';
\o :dir/inefficient-index.json
:explain SELECT * FROM orders WHERE region IN (3, 4, 5, 6, 7, 8) AND customer_id = 22;
\o :dir/inefficient-index-near-miss.json
:explain SELECT count (note) FROM orders WHERE region IN (3, 4, 5, 6, 7, 8) AND total < 900;
\o :dir/limit-order.json
:explain SELECT * FROM orders WHERE status = 'late' ORDER BY id LIMIT 10;
\o :dir/limit-order-near-miss.json
-- No LIMIT: the index gives all rows in this order.
SET enable_sort = off;
:explain SELECT * FROM orders WHERE status = 'new' ORDER BY id;
RESET enable_sort;
\o :dir/rows-removed-by-filter.json
:explain WITH o AS MATERIALIZED (SELECT id, region FROM orders) SELECT * FROM o WHERE id = 5;
\o :dir/rows-removed-by-filter-near-miss.json
:explain WITH o AS MATERIALIZED (SELECT id, region FROM orders) SELECT count (*) FROM o WHERE id > 5;
\o
CREATE EXTENSION pg_trgm;
CREATE TABLE texts AS SELECT i AS id, 'abcd' || i % 7 || 'efgh' || md5 (i::text) AS t
  FROM generate_series (1, 100000) i;
CREATE INDEX texts_t ON texts USING gin (t gin_trgm_ops);
VACUUM ANALYZE texts;
SET enable_seqscan = off;
\o :dir/rows-removed-by-recheck.json
:explain SELECT * FROM texts WHERE t LIKE '%efgh%abcd%';
\o :dir/rows-removed-by-recheck-near-miss.json
:explain SELECT count (*) FROM texts WHERE t LIKE '%abcd3efgh%';
\o
RESET enable_seqscan;
CREATE INDEX orders_created ON orders USING brin (created) WITH (pages_per_range = 2000);
SET enable_seqscan = off;
\o :dir/rows-removed-by-recheck-brin.json
-- An index of pages: its bitmaps are lossy whatever the memory.
:explain SELECT * FROM orders WHERE created BETWEEN '2024-03-01' AND '2024-03-02';
\o
RESET enable_seqscan;
DROP INDEX orders_created;
CREATE TABLE changing AS SELECT i AS id, 0 AS n FROM generate_series (1, 200000) i;
CREATE INDEX changing_id ON changing (id);
ANALYZE changing;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
\o :dir/heap-fetches.json
:explain SELECT count (id) FROM changing WHERE id > 0;
\o
VACUUM changing;
\o :dir/heap-fetches-near-miss.json
:explain SELECT count (id) FROM changing WHERE id > 0;
\o
RESET enable_seqscan;
RESET enable_bitmapscan;
CREATE TABLE events (id integer, at timestamp, kind text) PARTITION BY RANGE (at);
SELECT format ('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)', i,
               timestamp '2024-01-01' + i * interval '10 days',
               timestamp '2024-01-01' + (i + 1) * interval '10 days')
  FROM generate_series (0, 19) i \gexec
INSERT INTO events SELECT i, timestamp '2024-01-01' + i * interval '1 minute', 'k' || i % 9
  FROM generate_series (1, 287000) i;
VACUUM ANALYZE events;
\o :dir/partitions.json
:explain SELECT * FROM events WHERE at + interval '0' BETWEEN '2024-02-01' AND '2024-02-05';
\o :dir/partitions-near-miss.json
:explain SELECT count (*) FROM events WHERE at BETWEEN '2024-02-01' AND '2024-05-05';
\o

-- ---- How they are joined -------------------------------------------------------------------------

\o :dir/rows-removed-by-join-filter.json
:explain SELECT * FROM (SELECT * FROM customers WHERE id <= 1000) a
  JOIN (SELECT * FROM customers WHERE id <= 1000) b ON abs (a.id - b.id) = 500;
\o :dir/rows-removed-by-join-filter-near-miss.json
:explain SELECT count (*) FROM (SELECT * FROM customers WHERE id <= 700) a
  JOIN (SELECT * FROM customers WHERE id <= 700) b ON a.id > b.id;
\o
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET enable_memoize = off;
\o :dir/nested-loop.json
:explain SELECT count (c.name) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id <= 50000;
\o :dir/nested-loop-near-miss.json
-- Fewer loops.
:explain SELECT count (c.name) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id <= 9000;
\o
RESET enable_memoize;
CREATE TABLE calls AS SELECT i AS id, (random () * 4000)::integer + 1 AS customer_id FROM generate_series (1, 100000) i;
VACUUM ANALYZE calls;
SET work_mem = '64kB';
\o :dir/memoize.json
:explain SELECT count (c.name) FROM calls o JOIN customers c ON c.id = o.customer_id;
\o
SET work_mem = '2MB';
\o :dir/memoize-near-miss.json
:explain SELECT count (c.name) FROM calls o JOIN customers c ON c.id = o.customer_id;
\o
RESET work_mem;
RESET enable_hashjoin;
RESET enable_mergejoin;

-- ---- Estimates -----------------------------------------------------------------------------------

CREATE FUNCTION many () RETURNS SETOF integer LANGUAGE plpgsql AS
  'BEGIN RETURN QUERY SELECT * FROM generate_series (1, 100000); END';
\o :dir/misestimate.json
:explain SELECT count (c.name) FROM many () m JOIN customers c ON c.id = m;
\o
ALTER FUNCTION many () ROWS 100000;
\o :dir/misestimate-near-miss.json
:explain SELECT count (c.name) FROM many () m JOIN customers c ON c.id = m;
\o
CREATE TABLE visits AS SELECT i AS id, i % 40 AS city, i % 40 AS zip, i * 7 % 100000 + 1 AS customer_id
  FROM generate_series (1, 300000) i;
VACUUM ANALYZE visits;
\o :dir/correlated-columns.json
:explain SELECT count (c.name) FROM visits v JOIN customers c ON c.id = v.customer_id
  WHERE v.city = 5 AND v.zip = 5;
\o
CREATE STATISTICS visits_city_zip (dependencies, mcv) ON city, zip FROM visits;
ANALYZE visits;
\o :dir/correlated-columns-near-miss.json
:explain SELECT count (c.name) FROM visits v JOIN customers c ON c.id = v.customer_id
  WHERE v.city = 5 AND v.zip = 5;
\o
CREATE TABLE queue AS SELECT i AS id, CASE WHEN i % 1000 = 0 THEN 'open' ELSE 'done' END AS state,
                             i AS customer_id
  FROM generate_series (1, 100000) i;
VACUUM ANALYZE queue;
UPDATE queue SET state = 'open' WHERE id % 2 = 0;
\o :dir/stale-statistics.json
:explain SELECT count (c.name) FROM queue q JOIN customers c ON c.id = q.customer_id WHERE q.state = 'open';
\o
ANALYZE queue;
\o :dir/stale-statistics-near-miss.json
:explain SELECT count (c.name) FROM queue q JOIN customers c ON c.id = q.customer_id WHERE q.state = 'open';
\o
CREATE TABLE skewed AS SELECT i AS id, CASE WHEN i <= 100000 THEN 0 ELSE i END AS tenant,
                              i % 100000 + 1 AS customer_id
  FROM generate_series (1, 200000) i;
CREATE INDEX skewed_tenant ON skewed (tenant);
VACUUM ANALYZE skewed;
PREPARE by_tenant (integer) AS
  SELECT count (c.name) FROM skewed s JOIN customers c ON c.id = s.customer_id WHERE s.tenant = $1;
SET plan_cache_mode = force_generic_plan;
\o :dir/generic-plan.json
:explain EXECUTE by_tenant (0);
\o :dir/generic-plan-note.json
EXPLAIN (FORMAT JSON) EXECUTE by_tenant (0);
\o
SET plan_cache_mode = force_custom_plan;
\o :dir/generic-plan-near-miss.json
:explain EXECUTE by_tenant (0);
\o :dir/generic-plan-init-plan.json
-- Up to 16 the result of an InitPlan is printed like a parameter.
:explain SELECT count (*) FROM orders WHERE total > (SELECT avg (total) FROM orders WHERE region = 1);
\o
RESET plan_cache_mode;

-- ---- Memory: the other one has the work_mem that the finding asks for -----------------------------

SET work_mem = '1MB';
\o :dir/sort-spill.json
:explain SELECT count (*) FROM (SELECT note, total FROM orders ORDER BY note OFFSET 0) o;
\o
SET work_mem = '32MB';
\o :dir/sort-spill-near-miss.json
:explain SELECT count (*) FROM (SELECT note, total FROM orders ORDER BY note OFFSET 0) o;
\o
SET work_mem = '1MB';
\o :dir/hash-batches.json
:explain SELECT count (a.note || b.note) FROM orders a JOIN orders b ON a.id = b.customer_id;
\o
SET work_mem = '15MB';
\o :dir/hash-batches-near-miss.json
:explain SELECT count (a.note || b.note) FROM orders a JOIN orders b ON a.id = b.customer_id;
\o
SET work_mem = '1MB';
SET enable_sort = off;
\o :dir/hash-aggregate-spill.json
:explain SELECT count (*) FROM (SELECT customer_id, count (*) FROM orders GROUP BY customer_id OFFSET 0) o;
\o
SET work_mem = '6MB';
\o :dir/hash-aggregate-spill-near-miss.json
:explain SELECT count (*) FROM (SELECT customer_id, count (*) FROM orders GROUP BY customer_id OFFSET 0) o;
\o
RESET enable_sort;
SET work_mem = '1MB';
\o :dir/temporary-files.json
:explain WITH o AS MATERIALIZED (SELECT id, note FROM orders) SELECT count (*) FROM o;
\o
SET work_mem = '28MB';
\o :dir/temporary-files-near-miss.json
:explain WITH o AS MATERIALIZED (SELECT id, note FROM orders) SELECT count (*) FROM o;
\o
RESET work_mem;
SET enable_seqscan = off;
SET enable_indexscan = off;
SET work_mem = '64kB';
\o :dir/lossy-bitmap.json
:explain SELECT count (note) FROM orders WHERE region = 3;
\o
SET work_mem = '1MB';
\o :dir/lossy-bitmap-near-miss.json
:explain SELECT count (note) FROM orders WHERE region = 3;
\o
RESET work_mem;
RESET enable_seqscan;
RESET enable_indexscan;

-- ---- Blocks (slow-io and cold-cache: see make-findings-cold.sql) ------------------------------------

CREATE TABLE bloated AS SELECT i AS id, md5 (i::text) AS t, repeat ('x', 100) AS filler FROM generate_series (1, 600000) i;
ANALYZE bloated;
DELETE FROM bloated WHERE id % 1000 <> 0;
\o :dir/buffers-per-row.json
:explain SELECT count (*) FROM bloated;
\o :dir/buffers-per-row-near-miss.json
:explain SELECT count (*) FROM orders;
\o

-- ---- Workers -------------------------------------------------------------------------------------

SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers = 1;
\o :dir/workers.json
:explain SELECT count (*) FROM orders WHERE note LIKE '%abc%';
\o
RESET max_parallel_workers;
\o :dir/workers-near-miss.json
:explain SELECT count (*) FROM orders WHERE note LIKE '%abc%';
\o
CREATE TABLE large_part WITH (parallel_workers = 0) AS SELECT * FROM orders;
CREATE TABLE small_part WITH (parallel_workers = 0) AS SELECT * FROM orders LIMIT 1000;
CREATE TABLE other_part WITH (parallel_workers = 0) AS SELECT * FROM orders;
ANALYZE large_part, small_part, other_part;
\o /dev/null
SELECT count (note) FROM large_part UNION ALL SELECT count (note) FROM small_part UNION ALL SELECT count (note) FROM other_part;
\o
SET parallel_leader_participation = off;
\o :dir/uneven-workers.json
EXPLAIN (ANALYZE, VERBOSE, BUFFERS, FORMAT JSON)
  SELECT count (note) FROM (SELECT note FROM large_part UNION ALL SELECT note FROM small_part) p;
\o :dir/uneven-workers-near-miss.json
EXPLAIN (ANALYZE, VERBOSE, BUFFERS, FORMAT JSON)
  SELECT count (note) FROM (SELECT note FROM large_part UNION ALL SELECT note FROM other_part) p;
\o
RESET parallel_leader_participation;
SET max_parallel_workers_per_gather = 0;

-- ---- The statement -------------------------------------------------------------------------------

SET jit = on;
SET jit_above_cost = 0;
SET jit_inline_above_cost = 0;
SET jit_optimize_above_cost = 0;
\o :dir/jit.json
:explain SELECT region, sum (total) FROM orders WHERE id <= 20000 GROUP BY region;
\o
RESET jit_above_cost;
RESET jit_inline_above_cost;
RESET jit_optimize_above_cost;
\o :dir/jit-near-miss.json
:explain SELECT region, sum (total) FROM orders WHERE id <= 20000 GROUP BY region;
\o
SET jit = off;
CREATE TABLE tiny AS SELECT i AS id FROM generate_series (1, 10) i;
ANALYZE tiny;
\o :dir/planning.json
:explain SELECT count (*) FROM tiny a JOIN tiny b USING (id) JOIN tiny c USING (id) JOIN tiny d USING (id)
  JOIN tiny e USING (id) JOIN tiny f USING (id) JOIN tiny g USING (id) JOIN tiny h USING (id);
\o :dir/planning-near-miss.json
:explain SELECT count (*) FROM tiny a JOIN tiny b USING (id) JOIN tiny c USING (id), orders;
\o
CREATE TABLE audited (id integer, n integer);
CREATE FUNCTION audit () RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM count (*) FROM generate_series (1, 50); RETURN NULL; END';
CREATE TRIGGER audit AFTER INSERT ON audited FOR EACH ROW EXECUTE FUNCTION audit ();
\o :dir/trigger.json
:explain INSERT INTO audited SELECT i, i FROM generate_series (1, 5000) i;
\o
DROP TRIGGER audit ON audited;
CREATE TRIGGER audit AFTER INSERT ON audited FOR EACH STATEMENT EXECUTE FUNCTION audit ();
\o :dir/trigger-near-miss.json
:explain INSERT INTO audited SELECT i, i FROM generate_series (1, 50000) i;
\o
CREATE TABLE parents (id integer PRIMARY KEY);
INSERT INTO parents SELECT i FROM generate_series (1, 10000) i;
CREATE TABLE children (id integer, parent_id integer CONSTRAINT children_parent_id_fkey REFERENCES parents);
INSERT INTO children SELECT i, i % 5000 + 1 FROM generate_series (1, 100000) i;
ANALYZE parents, children;
\o :dir/foreign-key.json
:explain DELETE FROM parents WHERE id > 9900;
\o
CREATE INDEX children_parent_id ON children (parent_id);
\o :dir/foreign-key-near-miss.json
:explain DELETE FROM parents WHERE id > 5000;
\o :dir/large-offset.json
:explain SELECT * FROM orders ORDER BY id OFFSET 250000 LIMIT 20;
\o :dir/large-offset-near-miss.json
:explain SELECT * FROM orders ORDER BY note OFFSET 2000 LIMIT 1000;
\o :dir/large-result.json
:explain SELECT * FROM orders;
\o :dir/large-result-near-miss.json
:explain SELECT * FROM orders LIMIT 20000;
\o

-- ---- Notes ---------------------------------------------------------------------------------------

\o :dir/never-executed.json
:explain SELECT * FROM orders WHERE now () < '2000-01-01';
\o :dir/never-executed-planned.json
EXPLAIN (FORMAT JSON) SELECT * FROM orders WHERE 1 = 2;
\o :dir/never-executed-join.json
:explain SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'none';
\o :dir/never-executed-near-miss.json
-- Not run, and rows are returned all the same.
:explain SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.id = c.id AND o.status = 'none'
  LEFT JOIN texts t ON t.id = o.id WHERE c.id < 5;
\o
SET enable_hashagg = off;
SET work_mem = '64kB';
\o :dir/settings.json
EXPLAIN (ANALYZE, BUFFERS, SETTINGS, FORMAT JSON) SELECT * FROM orders WHERE id = 5;
\o
RESET enable_hashagg;
SET work_mem = '64MB';
SET random_page_cost = 1.1;
SET max_parallel_workers_per_gather = 4;
\o :dir/settings-near-miss.json
EXPLAIN (ANALYZE, BUFFERS, SETTINGS, FORMAT JSON) SELECT * FROM orders WHERE id = 5;
\o
RESET work_mem;
RESET random_page_cost;
SET max_parallel_workers_per_gather = 0;
SET enable_seqscan = off;
\o :dir/disabled-node.json
:explain SELECT count (*) FROM customers WHERE zip = 'Zip 5';
\o :dir/disabled-node-near-miss.json
:explain SELECT * FROM customers WHERE id = 5;
\o
RESET enable_seqscan;
