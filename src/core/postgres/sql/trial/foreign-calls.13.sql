-- Which of the functions ($1: schemas or '', $2: names) and operators ($3, $4) that a statement names, and of the
-- functions of a row that its columns ($5) may be, are not the server's own, or run SQL that they are given as a text:
-- what they read is in no statement's text. Where no schema is written each one of that name on the path counts. An
-- operator is taken where it is in C, as those of extensions' types are.
SELECT c.name
  FROM ROWS FROM (pg_catalog.unnest($1::text[]),
                  pg_catalog.unnest($2::text[])) AS c (schema, name)
  LEFT JOIN (pg_catalog.pg_proc f
             JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) f.pronamespace)
         ON f.proname OPERATOR (pg_catalog.=) c.name
        AND (n.nspname OPERATOR (pg_catalog.=) c.schema
             OR (c.schema OPERATOR (pg_catalog.=) ''
                 AND n.nspname OPERATOR (pg_catalog.=) ANY (pg_catalog.current_schemas(true))))
 WHERE n.nspname IS DISTINCT FROM 'pg_catalog'
    OR f.proname OPERATOR (pg_catalog.~)
       '^(ts_stat|ts_rewrite|(query|cursor|table|schema|database)_to_xml)'
 UNION
SELECT o.oprname::pg_catalog.text
  FROM ROWS FROM (pg_catalog.unnest($3::text[]),
                  pg_catalog.unnest($4::text[])) AS c (schema, name)
  JOIN pg_catalog.pg_operator o ON o.oprname OPERATOR (pg_catalog.=) c.name
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) o.oprnamespace
  JOIN pg_catalog.pg_proc f ON f.oid OPERATOR (pg_catalog.=) o.oprcode
  JOIN pg_catalog.pg_language l ON l.oid OPERATOR (pg_catalog.=) f.prolang
 WHERE l.lanname OPERATOR (pg_catalog.<>) ALL ('{internal,c}')
   AND n.nspname OPERATOR (pg_catalog.<>) 'pg_catalog'
   AND (n.nspname OPERATOR (pg_catalog.=) c.schema
        OR (c.schema OPERATOR (pg_catalog.=) ''
            AND n.nspname OPERATOR (pg_catalog.=) ANY (pg_catalog.current_schemas(true))))
 UNION
SELECT f.proname::pg_catalog.text
  FROM pg_catalog.unnest($5::text[]) AS c (name)
  JOIN pg_catalog.pg_proc f ON f.proname OPERATOR (pg_catalog.=) c.name
                           AND f.pronargs OPERATOR (pg_catalog.>=) 1
                           AND f.pronargs OPERATOR (pg_catalog.-) f.pronargdefaults OPERATOR (pg_catalog.<=) 1
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) f.pronamespace
  JOIN pg_catalog.pg_type t ON t.oid OPERATOR (pg_catalog.=) f.proargtypes[0]
 WHERE t.typtype OPERATOR (pg_catalog.=) ANY ('{c,d,p}')
   AND n.nspname OPERATOR (pg_catalog.<>) 'pg_catalog'
   AND n.nspname OPERATOR (pg_catalog.=) ANY (pg_catalog.current_schemas(true))
 ORDER BY 1
