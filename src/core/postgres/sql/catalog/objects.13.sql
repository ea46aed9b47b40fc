-- What the relations need, with the SQL that makes it. The kinds are OptObjectKind's numbers.
WITH own AS MATERIALIZED (
  SELECT oid, nspname
  FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), from_extension AS MATERIALIZED (
  SELECT classid, objid
  FROM pg_depend
  WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
)
SELECT 0 AS kind, n.oid, NULL::name AS schema, n.nspname AS name, NULL::name AS target,
       format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) AS sql
FROM own n
WHERE NOT EXISTS (SELECT FROM from_extension e
                  WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid)
UNION ALL
SELECT 1, e.oid, NULL, e.extname, t.target,
       format('CREATE EXTENSION IF NOT EXISTS %I%s', e.extname,
              CASE WHEN t.target IS NOT NULL THEN format(' SCHEMA %I', t.target) END)
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
CROSS JOIN LATERAL (
  SELECT CASE WHEN NOT EXISTS (SELECT FROM from_extension x
                               WHERE x.classid = 'pg_namespace'::regclass
                                 AND x.objid = e.extnamespace)
              THEN n.nspname END AS target
) t
WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT 2, t.oid, n.nspname, t.typname, NULL,
       CASE t.typtype
         WHEN 'e' THEN format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
           (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder)
            FROM pg_enum l WHERE l.enumtypid = t.oid))
         WHEN 'd' THEN format('CREATE DOMAIN %I.%I AS %s%s%s%s%s', n.nspname, t.typname,
           format_type(t.typbasetype, t.typtypmod),
           (SELECT format(' COLLATE %I.%I', ln.nspname, l.collname)
            FROM pg_type b
            JOIN pg_collation l ON l.oid = t.typcollation
            JOIN pg_namespace ln ON ln.oid = l.collnamespace
            WHERE b.oid = t.typbasetype AND b.typcollation <> t.typcollation),
           ' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)),
           CASE WHEN t.typnotnull THEN ' NOT NULL' END,
           (SELECT string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ''
                              ORDER BY k.conname)
            FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
         WHEN 'c' THEN format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
           (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', '
                              ORDER BY a.attnum)
            FROM pg_attribute a
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
         ELSE format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s)', n.nspname, t.typname,
           (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid)) END
FROM pg_type t
JOIN own n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM from_extension e
                  WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)
UNION ALL
SELECT 3, c.oid, n.nspname, c.relname, NULL,
       format('CREATE SEQUENCE %I.%I AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s',
              n.nspname, c.relname, format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin,
              s.seqmax, s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END)
FROM pg_class c
JOIN own n ON n.oid = c.relnamespace
JOIN pg_sequence s ON s.seqrelid = c.oid
WHERE c.relkind = 'S' AND c.relpersistence <> 't'
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.deptype IN ('i', 'e'))
UNION ALL
SELECT 4, p.oid, n.nspname, p.proname, NULL, pg_get_functiondef(p.oid)
FROM pg_proc p
JOIN own n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.prokind = 'f' AND l.lanname IN ('sql', 'plpgsql')
  AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
  AND NOT EXISTS (SELECT FROM from_extension e
                  WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
ORDER BY kind, schema, name, oid
