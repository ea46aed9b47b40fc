-- What a user made and a sandbox does not get. The kinds are told apart in C.
WITH own AS MATERIALIZED (
  SELECT oid, nspname
  FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), from_extension AS MATERIALIZED (
  SELECT classid, objid
  FROM pg_depend
  WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
)
SELECT CASE p.prokind WHEN 'f' THEN 'language' WHEN 'w' THEN 'window' ELSE 'aggregate' END AS kind,
       p.oid::regprocedure::text AS name, l.lanname AS language
FROM pg_proc p
JOIN own n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE (p.prokind IN ('a', 'w') OR p.prokind = 'f' AND l.lanname NOT IN ('sql', 'plpgsql')
       AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype))
  AND NOT EXISTS (SELECT FROM from_extension e
                  WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
UNION ALL
SELECT 'operator', o.oid::regoperator::text, NULL
FROM pg_operator o
JOIN own n ON n.oid = o.oprnamespace
WHERE NOT EXISTS (SELECT FROM from_extension e
                  WHERE e.classid = 'pg_operator'::regclass AND e.objid = o.oid)
UNION ALL
SELECT 'collation', format('%I.%I', n.nspname, l.collname), NULL
FROM pg_collation l
JOIN own n ON n.oid = l.collnamespace
WHERE NOT EXISTS (SELECT FROM from_extension e
                  WHERE e.classid = 'pg_collation'::regclass AND e.objid = l.oid)
UNION ALL
SELECT 'text-search', format('%I.%I', n.nspname, g.cfgname), NULL
FROM pg_ts_config g
JOIN own n ON n.oid = g.cfgnamespace
WHERE NOT EXISTS (SELECT FROM from_extension e
                  WHERE e.classid = 'pg_ts_config'::regclass AND e.objid = g.oid)
UNION ALL
SELECT 'statistics', format('%I.%I', n.nspname, x.stxname), NULL
FROM pg_statistic_ext x
JOIN own n ON n.oid = x.stxnamespace
ORDER BY kind, name
