-- Run by make-findings.sh after a restart: what reads from the disk, and the same from shared buffers.
SELECT :'kind' = 'slow-io' AS io \gset
\if :io
SET track_io_timing = on;
\endif
\o :dir/:kind.json
EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT count (*) FROM wide;
\o
\o :dir/:kind-near-miss.json
EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT count (*) FROM wide;
\o
