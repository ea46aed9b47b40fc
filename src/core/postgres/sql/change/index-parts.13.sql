-- What is part of the partitioned index $1, and is dropped with it.
SELECT /* optischema */
       c.oid::bigint AS oid,
       format('%I.%I', n.nspname, c.relname) AS name,
       i.indrelid::regclass::text AS partition
  FROM pg_partition_tree(to_regclass($1)) AS t
  JOIN pg_class AS c ON c.oid = t.relid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_index AS i ON i.indexrelid = c.oid
 WHERE t.level > 0
 ORDER BY name
