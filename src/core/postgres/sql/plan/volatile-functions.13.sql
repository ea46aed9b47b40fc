-- Which of the functions ($1: schemas or '', $2: names) and operators ($3, $4) that a statement names, of the
-- functions of a row that its columns ($6) may be, of the casts and the domains by the types that it names ($7; a
-- function or a column may be a cast, too) and by the columns of its tables ($5: OIDs), and of all that the server
-- puts in by itself (policies, views, defaults of arguments, domains, and what stands in those), are volatile or run
-- SQL that they are given as a text, and so may do more than read. Where no schema is written, each one of that name
-- on the path counts. Those named below are volatile because the next call gives something else, and do nothing.
WITH RECURSIVE typed AS ( -- with what is in them: a row is cast field by field, and an array by its elements
  SELECT t.oid
    FROM pg_catalog.pg_type t
   WHERE t.typname OPERATOR (pg_catalog.=) ANY ($7::text[])
      OR t.typname OPERATOR (pg_catalog.=) ANY ($2::text[])
      OR t.typname OPERATOR (pg_catalog.=) ANY ($6::text[])
   UNION
  SELECT part.oid
    FROM typed
    JOIN pg_catalog.pg_type t ON t.oid OPERATOR (pg_catalog.=) typed.oid
   CROSS JOIN LATERAL (
         SELECT t.typbasetype
          UNION ALL
         SELECT t.typelem
          UNION ALL
         SELECT t.typarray
          UNION ALL
         SELECT a.atttypid
           FROM pg_catalog.pg_attribute a
          WHERE a.attrelid OPERATOR (pg_catalog.=) t.typrelid
            AND a.attnum OPERATOR (pg_catalog.>) 0) AS part (oid)
   WHERE part.oid OPERATOR (pg_catalog.<>) 0::pg_catalog.oid
), named AS (
  SELECT f.oid
    FROM ROWS FROM (pg_catalog.unnest($1::text[]),
                    pg_catalog.unnest($2::text[])) AS c (schema, name)
    JOIN pg_catalog.pg_proc f ON f.proname OPERATOR (pg_catalog.=) c.name
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) f.pronamespace
   WHERE n.nspname OPERATOR (pg_catalog.=) c.schema
      OR (c.schema OPERATOR (pg_catalog.=) ''
          AND n.nspname OPERATOR (pg_catalog.=) ANY (pg_catalog.current_schemas(true)))
   UNION
  SELECT o.oprcode
    FROM ROWS FROM (pg_catalog.unnest($3::text[]),
                    pg_catalog.unnest($4::text[])) AS c (schema, name)
    JOIN pg_catalog.pg_operator o ON o.oprname OPERATOR (pg_catalog.=) c.name
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) o.oprnamespace
   WHERE n.nspname OPERATOR (pg_catalog.=) c.schema
      OR (c.schema OPERATOR (pg_catalog.=) ''
          AND n.nspname OPERATOR (pg_catalog.=) ANY (pg_catalog.current_schemas(true)))
   UNION
  SELECT f.oid
    FROM pg_catalog.unnest($6::text[]) AS c (name)
    JOIN pg_catalog.pg_proc f ON f.proname OPERATOR (pg_catalog.=) c.name
                             AND f.pronargs OPERATOR (pg_catalog.>=) 1
                             AND f.pronargs OPERATOR (pg_catalog.-) f.pronargdefaults
                                 OPERATOR (pg_catalog.<=) 1
    JOIN pg_catalog.pg_type t ON t.oid OPERATOR (pg_catalog.=) f.proargtypes[0]
   WHERE t.typtype IN ('c', 'd', 'p') -- a row, a domain over one, any type
   UNION
  SELECT c.castfunc
    FROM pg_catalog.pg_cast c
   WHERE c.castcontext OPERATOR (pg_catalog.=) 'i' -- where it is used nothing in the text tells
      OR c.casttarget OPERATOR (pg_catalog.=) ANY (SELECT oid FROM typed)
), reached AS (
  SELECT 'function' AS kind, oid
    FROM named
   UNION
  SELECT 'type', oid
    FROM typed
   UNION
  SELECT 'type', c.reltype -- f(domain, 'x') is given an 'x' of that domain, where f takes any type
    FROM pg_catalog.pg_class c
   WHERE c.oid OPERATOR (pg_catalog.=) ANY ($5::pg_catalog.oid[])
   UNION
  SELECT 'relation', given.oid
    FROM pg_catalog.unnest($5::pg_catalog.oid[]) AS given (oid)
   UNION
  SELECT below.kind, below.oid
    FROM reached r
   CROSS JOIN LATERAL (
         SELECT 'function', part.oid::pg_catalog.oid
           FROM pg_catalog.pg_aggregate a
          CROSS JOIN LATERAL (VALUES (a.aggtransfn), (a.aggfinalfn), (a.aggcombinefn), (a.aggmtransfn),
                                     (a.aggminvtransfn), (a.aggmfinalfn)) AS part (oid)
          WHERE r.kind OPERATOR (pg_catalog.=) 'function'
            AND a.aggfnoid::pg_catalog.oid OPERATOR (pg_catalog.=) r.oid
          UNION ALL
         SELECT 'type', part.oid
           FROM pg_catalog.pg_proc f
          CROSS JOIN LATERAL (
                SELECT f.prorettype
                 UNION ALL
                SELECT pg_catalog.unnest(f.proargtypes::pg_catalog.oid[])
                 UNION ALL
                SELECT pg_catalog.unnest(f.proallargtypes)) AS part (oid)
          WHERE r.kind OPERATOR (pg_catalog.=) 'function'
            AND f.oid OPERATOR (pg_catalog.=) r.oid
          UNION ALL
         SELECT 'type', part.oid
           FROM pg_catalog.pg_type t
          CROSS JOIN LATERAL (
                SELECT t.typbasetype
                 UNION ALL
                SELECT t.typelem
                 UNION ALL
                SELECT a.atttypid
                  FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid OPERATOR (pg_catalog.=) t.typrelid
                   AND a.attnum OPERATOR (pg_catalog.>) 0
                 UNION ALL
                SELECT d.refobjid -- of a range, and of many
                  FROM pg_catalog.pg_depend d
                 WHERE d.classid OPERATOR (pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                   AND d.objid OPERATOR (pg_catalog.=) t.oid
                   AND d.refclassid OPERATOR (pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                ) AS part (oid)
          WHERE r.kind OPERATOR (pg_catalog.=) 'type'
            AND t.oid OPERATOR (pg_catalog.=) r.oid
          UNION ALL
         SELECT CASE WHEN m.found[1] OPERATOR (pg_catalog.=) 'relid' THEN 'relation'
                     WHEN m.found[1] OPERATOR (pg_catalog.~) 'typ' THEN 'type'
                     ELSE 'function'
                END,
                pg_catalog.regexp_split_to_table(pg_catalog.btrim(m.found[2]), ' +')::pg_catalog.oid
           FROM (SELECT p.polqual::pg_catalog.text
                   FROM pg_catalog.pg_policy p
                  WHERE r.kind OPERATOR (pg_catalog.=) 'relation'
                    AND p.polrelid OPERATOR (pg_catalog.=) r.oid
                  UNION ALL
                 SELECT w.ev_action::pg_catalog.text
                   FROM pg_catalog.pg_class v
                   JOIN pg_catalog.pg_rewrite w ON w.ev_class OPERATOR (pg_catalog.=) v.oid
                  WHERE r.kind OPERATOR (pg_catalog.=) 'relation'
                    AND v.oid OPERATOR (pg_catalog.=) r.oid
                    AND v.relkind OPERATOR (pg_catalog.=) 'v'
                    AND w.ev_type OPERATOR (pg_catalog.=) '1' -- SELECT
                  UNION ALL
                 SELECT f.proargdefaults::pg_catalog.text
                   FROM pg_catalog.pg_proc f
                  WHERE r.kind OPERATOR (pg_catalog.=) 'function'
                    AND f.oid OPERATOR (pg_catalog.=) r.oid
                  UNION ALL
                 SELECT c.conbin::pg_catalog.text
                   FROM pg_catalog.pg_constraint c
                  WHERE r.kind OPERATOR (pg_catalog.=) 'type'
                    AND c.contypid OPERATOR (pg_catalog.=) r.oid) AS put_in (tree)
          CROSS JOIN LATERAL pg_catalog.regexp_matches( -- by the tree: on what is built in nothing depends
                  put_in.tree,
                  ':(funcid|opfuncid|aggfnoid|winfnoid|relid|resulttype|funcresulttype|typid|(?:func)?coltypes)'
                  ' [(]?o? ?([0-9][0-9 ]*)', 'g') AS m (found)
         ) AS below (kind, oid)
   WHERE below.oid OPERATOR (pg_catalog.<>) 0::pg_catalog.oid
)
SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, f.proname) AS name
  FROM reached r
  JOIN pg_catalog.pg_proc f ON f.oid OPERATOR (pg_catalog.=) r.oid
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) f.pronamespace
 WHERE r.kind OPERATOR (pg_catalog.=) 'function'
   AND (f.provolatile OPERATOR (pg_catalog.=) 'v'
        OR f.proname OPERATOR (pg_catalog.~)
           '^(crosstab|connectby|xpath_table|dblink|(query|cursor|table|schema|database)_to_xml)')
   AND NOT (n.nspname OPERATOR (pg_catalog.=) 'pg_catalog'
            AND f.proname OPERATOR (pg_catalog.=) ANY (ARRAY[
                  'random', 'random_normal', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'clock_timestamp',
                  'timeofday', 'currval', 'lastval', 'pg_relation_size', 'pg_table_size',
                  'pg_indexes_size', 'pg_total_relation_size', 'pg_database_size', 'pg_tablespace_size',
                  'pg_relation_filepath', 'pg_is_in_recovery', 'pg_current_wal_lsn',
                  'pg_current_wal_insert_lsn', 'pg_last_wal_receive_lsn', 'pg_last_wal_replay_lsn',
                  'pg_last_xact_replay_timestamp']))
   AND NOT EXISTS (
         SELECT 1
           FROM pg_catalog.pg_depend d
           JOIN pg_catalog.pg_extension e ON e.oid OPERATOR (pg_catalog.=) d.refobjid
          WHERE d.classid OPERATOR (pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
            AND d.objid OPERATOR (pg_catalog.=) f.oid
            AND d.deptype OPERATOR (pg_catalog.=) 'e'
            AND d.refclassid OPERATOR (pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
            AND (e.extname OPERATOR (pg_catalog.=) 'uuid-ossp'
                 OR (e.extname OPERATOR (pg_catalog.=) 'pg_stat_statements'
                     AND f.proname OPERATOR (pg_catalog.=) 'pg_stat_statements')
                 OR (e.extname OPERATOR (pg_catalog.=) 'pgcrypto'
                     AND f.proname OPERATOR (pg_catalog.=) ANY (ARRAY['gen_random_uuid',
                                                                      'gen_random_bytes']))))
 ORDER BY 1
