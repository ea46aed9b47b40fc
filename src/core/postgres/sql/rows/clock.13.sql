-- The time of the transaction, which all of it has; and its cursors are read to their ends.
SELECT pg_catalog.now()::text AS instant,
       LOCALTIMESTAMP::text AS local,
       pg_catalog.set_config('cursor_tuple_fraction', '1', true) AS fraction
