-- One that builds holds its lock on the table until it is done, which anybody may see; what it
-- builds only some may.
SELECT /* optischema */
       c.oid::bigint AS oid,
       i.indisvalid AS valid,
       i.indisunique OR i.indisreplident
         OR EXISTS (SELECT FROM pg_constraint k
                     WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')) AS needed,
       (SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = c.oid)::bigint AS parent,
       CASE WHEN i.indexrelid IS NOT NULL THEN pg_get_indexdef(c.oid) END AS definition,
       CASE WHEN NOT i.indisvalid THEN
         (SELECT min(p.pid)
            FROM pg_stat_progress_create_index p
            JOIN pg_locks l ON l.pid = p.pid
           WHERE p.datname = current_database()
             AND p.pid <> pg_backend_pid()
             AND (p.index_relid IS NULL OR p.index_relid IN (0, i.indexrelid))
             AND l.locktype = 'relation'
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND l.relation = i.indrelid
             AND l.mode = 'ShareUpdateExclusiveLock'
             AND l.granted)
       END AS builder
  FROM pg_class c
  LEFT JOIN pg_index i ON i.indexrelid = c.oid
 WHERE c.oid = to_regclass($1)
