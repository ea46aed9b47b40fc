SELECT /* optischema */
       c.relname AS name, i.indisvalid AS valid, i.indisunique AS is_unique, pg_get_indexdef(c.oid) AS definition
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = to_regclass($1)
