-- What clocks showed, in microseconds as if they were UTC's, and the abbreviations of their zones: microseconds since
-- 1970. An abbreviation means several zones ("CST"), and only log_timezone tells which. It tells the hour that comes twice
-- apart. What log_timezone did not show then is null.
SELECT c.time
  FROM (SELECT set_config('TimeZone', current_setting('log_timezone'), true) AS name) z
 CROSS JOIN unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS u (clock, zone, n)
  LEFT JOIN LATERAL (SELECT (extract(epoch FROM t.time) * 1000000)::bigint AS time
                       FROM (SELECT timestamp 'epoch' + u.clock * interval '1 microsecond' AS shown) s
                      CROSS JOIN unnest('{0,-1 hour,1 hour}'::interval[]) AS d (difference)
                      CROSS JOIN LATERAL (SELECT s.shown::timestamptz + d.difference AS time) t
                      WHERE z.name IS NOT NULL
                        AND t.time::timestamp = s.shown
                        AND to_char(t.time, 'TZ') = upper(u.zone)
                      LIMIT 1) c ON true
 ORDER BY u.n
