-- What is known of the functions that a statement names ($1: schemas or '', $2: names). Where no schema is written each
-- one of that name on the path counts.
SELECT c.name,
       pg_catalog.bool_or(f.provolatile OPERATOR (pg_catalog.=) 'v') AS is_volatile,
       pg_catalog.bool_or(f.proretset) AS returns_set,
       pg_catalog.bool_or(f.prokind OPERATOR (pg_catalog.=) ANY ('{a,w}')
                          AND n.nspname OPERATOR (pg_catalog.<>) 'pg_catalog') AS is_own_aggregate
  FROM ROWS FROM (pg_catalog.unnest($1::text[]),
                  pg_catalog.unnest($2::text[])) AS c (schema, name)
  JOIN pg_catalog.pg_proc f ON f.proname OPERATOR (pg_catalog.=) c.name
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) f.pronamespace
 WHERE n.nspname OPERATOR (pg_catalog.=) c.schema
    OR (c.schema OPERATOR (pg_catalog.=) ''
        AND n.nspname OPERATOR (pg_catalog.=) ANY (pg_catalog.current_schemas(true)))
 GROUP BY c.name
 ORDER BY c.name
