-- The definition of the statistics object $3 in the schema $2; no row where there is none.
SELECT /* optischema */ pg_get_statisticsobjdef(s.oid) AS value, s.oid::bigint AS oid
  FROM pg_statistic_ext AS s
  JOIN pg_namespace AS n ON n.oid = s.stxnamespace
 WHERE n.nspname = $2
   AND s.stxname = $3
   AND $1::text IS NOT NULL
