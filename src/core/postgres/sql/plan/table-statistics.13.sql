-- How old the statistics of a table are, and whether there are extended ones on some columns of it. A function of the
-- catalog is asked for nothing that this role may not see.
SELECT nullif(c.reltuples, -1)::float8 AS tuples,
       s.n_live_tup::float8 AS live,
       s.n_mod_since_analyze::float8 AS modified,
       (extract(epoch FROM greatest(s.last_analyze, s.last_autoanalyze)) * 1000000)::bigint AS analyzed,
       EXISTS (SELECT
                 FROM pg_statistic_ext e
                WHERE e.stxrelid = c.oid
                  AND NOT EXISTS (SELECT
                                    FROM unnest($2::text[]) AS wanted (name)
                                   WHERE wanted.name NOT IN (SELECT quote_ident(a.attname)
                                                               FROM pg_attribute a
                                                              WHERE a.attrelid = c.oid
                                                                AND a.attnum = ANY (e.stxkeys)))) AS extended
  FROM pg_class c
  JOIN pg_stat_all_tables s ON s.relid = c.oid
 WHERE c.oid = to_regclass($1)
