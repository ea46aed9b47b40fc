SELECT n.nspname AS schema, c.relname AS name, pg_relation_filepath(c.oid) AS path,
       m.amname AS method,
       current_setting('block_size')::int AS block_size
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am m ON m.oid = c.relam
WHERE c.relkind IN ('r', 'm', 'i') AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'optischema_tools')
