SELECT /* optischema */ x.oid::bigint AS oid,
       quote_ident(xn.nspname) || '.' || quote_ident(x.relname) AS name,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname) AS table_name
  FROM pg_index AS i
  JOIN pg_class AS x ON x.oid = i.indexrelid
  JOIN pg_namespace AS xn ON xn.oid = x.relnamespace
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
 WHERE i.indisvalid AND x.oid >= 16384 AND x.relpersistence <> 't' AND tn.nspname <> 'pg_toast'
