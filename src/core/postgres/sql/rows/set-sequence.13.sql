SELECT pg_catalog.setval($1::pg_catalog.regclass, $2::bigint)
