-- The paths that are not as long as they were to be.
SELECT f.path
FROM pg_temp.optischema_files f
WHERE f.bytes IS NOT NULL
  AND (SELECT s.size FROM pg_stat_file(f.path, true) s) IS DISTINCT FROM f.bytes
LIMIT 1
