-- Times as the log has them, whose zones the server knows: microseconds since 1970.
SELECT (extract(epoch FROM u.time::timestamptz) * 1000000)::bigint AS time
  FROM unnest($1::text[]) WITH ORDINALITY AS u (time, n)
 ORDER BY u.n
