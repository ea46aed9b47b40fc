-- What views read, through any number of other views. $1: oids of views.
WITH RECURSIVE reached (oid) AS (
  SELECT unnest($1::oid[])
  UNION
  SELECT d.refobjid
  FROM reached v
  JOIN pg_catalog.pg_rewrite r ON r.ev_class OPERATOR(pg_catalog.=) v.oid
  JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
   AND d.objid OPERATOR(pg_catalog.=) r.oid
   AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
)
SELECT oid FROM reached
