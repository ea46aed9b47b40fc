SELECT parameter_types::pg_catalog.text[] AS types
  FROM pg_catalog.pg_prepared_statements
 WHERE name OPERATOR (pg_catalog.=) $1
