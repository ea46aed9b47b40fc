-- A pooler between here and the server would forget the search path, by which names are ours.
SELECT current_setting('search_path') = 'pg_catalog' AS is_own,
       current_setting('autovacuum') AS autovacuum
