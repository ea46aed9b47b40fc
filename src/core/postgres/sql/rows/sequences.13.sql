-- Where each sequence stands. Each condition is asked only of what the one before left.
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
       CASE WHEN c.relkind = 'S' THEN pg_catalog.pg_sequence_last_value(c.oid) END AS last_value
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE CASE WHEN c.relkind <> 'S' OR c.relpersistence = 't' THEN false
            ELSE pg_catalog.has_sequence_privilege(c.oid, 'UPDATE')
       END
