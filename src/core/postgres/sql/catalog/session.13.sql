-- Where the session is, and where it looks unqualified names up: pg_catalog included.
SELECT /* optischema */
       pg_catalog.current_database() AS database,
       pg_catalog.current_schemas(true)::pg_catalog.text[] AS search_path,
       pg_catalog.quote_ident(CURRENT_USER) AS role
