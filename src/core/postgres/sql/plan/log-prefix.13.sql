-- What stands before each line of the plain log, and which databases may be named there.
SELECT current_setting('log_line_prefix') AS prefix,
       ARRAY(SELECT d.datname::text FROM pg_database d) AS databases
