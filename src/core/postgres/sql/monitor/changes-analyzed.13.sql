SELECT /* optischema */ quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name, a.time,
       a.automatic
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (
         SELECT (extract(epoch FROM greatest(s.by_hand, s.by_itself)) * 1000000)::bigint AS time,
                s.by_itself IS NOT NULL AND (s.by_hand IS NULL OR s.by_itself > s.by_hand) AS automatic
           FROM (SELECT pg_stat_get_last_analyze_time(c.oid) AS by_hand,
                        pg_stat_get_last_autoanalyze_time(c.oid) AS by_itself) AS s
       ) AS a
 WHERE c.relkind IN ('r', 'm') AND c.oid >= 16384 AND c.relpages >= 1000 AND a.time > $1::bigint
 ORDER BY a.time
