-- What ALTER SYSTEM has set the parameter $1 to; no row where it has not.
SELECT /* optischema */ setting AS value
  FROM pg_file_settings
 WHERE lower(name) = lower($1)
   AND sourcefile ~ '/postgresql\.auto\.conf$'
   AND $2::text IS NULL
   AND $3::text IS NULL
 ORDER BY seqno DESC
 LIMIT 1
