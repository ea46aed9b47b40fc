-- What ALTER DATABASE … SET gave a database; CREATE DATABASE … TEMPLATE does not copy it.
SELECT split_part(s.item, '=', 1) AS name,
       substr(s.item, strpos(s.item, '=') + 1) AS setting
  FROM pg_catalog.pg_db_role_setting r
  JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) r.setdatabase
 CROSS JOIN unnest(r.setconfig) AS s(item)
 WHERE d.datname OPERATOR(pg_catalog.=) $1
   AND r.setrole OPERATOR(pg_catalog.=) 0
