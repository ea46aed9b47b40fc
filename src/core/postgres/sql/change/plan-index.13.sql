SELECT /* optischema */
       nullif(relpages, 0)::bigint * current_setting('block_size')::bigint AS bytes
  FROM pg_class
 WHERE oid = to_regclass($1)
