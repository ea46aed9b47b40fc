SELECT pg_catalog.now()::text AS instant, LOCALTIMESTAMP::text AS local
