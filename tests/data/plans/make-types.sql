-- Run by make-types.sh, with times and without: a plan for each type of node that PostgreSQL 15 has and that no
-- other plan here shows.

\set explain 'EXPLAIN (ANALYZE, BUFFERS, TIMING ' :timing ', FORMAT JSON)'
DROP TABLE IF EXISTS t, u, parts, watched CASCADE;
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer, name text);
INSERT INTO t SELECT i, i % 100, i % 97, 'n' || i % 50 FROM generate_series (1, 20000) i;
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b);
CREATE TABLE u AS SELECT i AS id, i % 7 AS kind FROM generate_series (1, 2000) i;
CREATE TABLE parts (id integer, v integer) PARTITION BY HASH (id);
CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX ON parts (id);
INSERT INTO parts SELECT i, i % 10 FROM generate_series (1, 5000) i;
VACUUM ANALYZE;

\set out :dir '/project-set-timing-' :timing '.json'
\o :out
:explain SELECT id, generate_series (1, 3) FROM u;
\set out :dir '/merge-append-timing-' :timing '.json'
\o :out
SET enable_sort = off;
:explain SELECT * FROM parts ORDER BY id LIMIT 100;
RESET enable_sort;
\set out :dir '/recursive-union-timing-' :timing '.json'
\o :out
-- With its WorkTable Scan.
:explain WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 500) SELECT count (*) FROM r;
\set out :dir '/bitmap-and-timing-' :timing '.json'
\o :out
:explain SELECT * FROM t WHERE a = 5 AND b = 9;
\set out :dir '/sample-scan-timing-' :timing '.json'
\o :out
:explain SELECT count (*) FROM t TABLESAMPLE SYSTEM (50) REPEATABLE (1);
\set out :dir '/tid-scan-timing-' :timing '.json'
\o :out
:explain SELECT * FROM t WHERE ctid IN ('(0,1)', '(0,2)');
\set out :dir '/tid-range-scan-timing-' :timing '.json'
\o :out
:explain SELECT * FROM t WHERE ctid < '(5,0)';
\set out :dir '/table-function-scan-timing-' :timing '.json'
\o :out
:explain SELECT * FROM xmltable ('/r/i' PASSING '<r><i>1</i><i>2</i></r>' COLUMNS i integer PATH '.');
\set out :dir '/values-scan-timing-' :timing '.json'
\o :out
:explain SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) v (n, s) JOIN u ON u.id = v.n;
\set out :dir '/group-timing-' :timing '.json'
\o :out
SET enable_hashagg = off;
:explain SELECT a FROM t GROUP BY a;
RESET enable_hashagg;
\set out :dir '/window-agg-timing-' :timing '.json'
\o :out
:explain SELECT id, row_number () OVER (PARTITION BY kind ORDER BY id) FROM u;
\set out :dir '/unique-timing-' :timing '.json'
\o :out
SET enable_hashagg = off;
:explain SELECT DISTINCT kind FROM u;
RESET enable_hashagg;
\set out :dir '/lock-rows-timing-' :timing '.json'
\o :out
:explain SELECT * FROM u WHERE kind = 3 FOR UPDATE;
\set out :dir '/set-op-sorted-timing-' :timing '.json'
\o :out
SET enable_hashagg = off;
:explain SELECT a FROM t EXCEPT SELECT kind FROM u;
RESET enable_hashagg;
\set out :dir '/aggregate-mixed-timing-' :timing '.json'
\o :out
:explain SELECT kind, id % 5, count (*) FROM u GROUP BY GROUPING SETS (kind, (id % 5), ());
\set out :dir '/merge-timing-' :timing '.json'
\o :out
BEGIN;
:explain MERGE INTO u USING (SELECT 5 AS id) s ON u.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (5, 1);
ROLLBACK;
\set out :dir '/semi-join-timing-' :timing '.json'
\o :out
:explain SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.a);
\set out :dir '/full-join-timing-' :timing '.json'
\o :out
:explain SELECT * FROM t FULL JOIN u ON u.id = t.a;
\o

-- The rows that a trigger sees as a table: what auto_explain or EXPLAIN within the trigger tells.
CREATE TABLE watched (id integer);
CREATE TABLE told (plan json);
CREATE OR REPLACE FUNCTION look () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING ' || tg_argv[0] || ', FORMAT JSON) SELECT count (*) FROM changed'
    INTO plan;
  INSERT INTO told VALUES (plan);
  RETURN NULL;
END
$$;
CREATE TRIGGER look AFTER INSERT ON watched REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION look (:timing);
INSERT INTO watched SELECT generate_series (1, 1000);
\set out :dir '/named-tuplestore-scan-timing-' :timing '.json'
\o :out
SELECT plan FROM told;
\o
DROP TABLE told;
