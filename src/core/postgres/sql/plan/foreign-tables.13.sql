-- The first foreign table that reading these relations ($1: OIDs) may read: itself, a partition or another heir, what
-- a view stands for, or what a policy asks.
WITH RECURSIVE reached AS (
  SELECT given.oid
    FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS given (oid)
   UNION
  SELECT below.oid
    FROM reached r
   CROSS JOIN LATERAL (
         SELECT i.inhrelid
           FROM pg_catalog.pg_inherits i
          WHERE i.inhparent OPERATOR (pg_catalog.=) r.oid
          UNION ALL
         SELECT d.refobjid
           FROM pg_catalog.pg_class v
           JOIN pg_catalog.pg_rewrite w ON w.ev_class OPERATOR (pg_catalog.=) v.oid
           JOIN pg_catalog.pg_depend d ON d.classid OPERATOR (pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                                      AND d.objid OPERATOR (pg_catalog.=) w.oid
          WHERE v.oid OPERATOR (pg_catalog.=) r.oid
            AND v.relkind OPERATOR (pg_catalog.=) 'v'
            AND d.refclassid OPERATOR (pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
          UNION ALL
         SELECT d.refobjid
           FROM pg_catalog.pg_policy p
           JOIN pg_catalog.pg_depend d ON d.classid OPERATOR (pg_catalog.=) 'pg_catalog.pg_policy'::pg_catalog.regclass
                                      AND d.objid OPERATOR (pg_catalog.=) p.oid
          WHERE p.polrelid OPERATOR (pg_catalog.=) r.oid
            AND d.refclassid OPERATOR (pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
         ) AS below (oid)
)
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
  FROM reached r
  JOIN pg_catalog.pg_class c ON c.oid OPERATOR (pg_catalog.=) r.oid
  JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR (pg_catalog.=) c.relnamespace
 WHERE c.relkind OPERATOR (pg_catalog.=) 'f'
 ORDER BY 1
 LIMIT 1
