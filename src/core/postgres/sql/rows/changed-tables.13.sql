-- The tables that this session may have changed in its transaction: what it has not reported of the one before counts, too.
SELECT pg_catalog.format('%I.%I', schemaname, relname) AS name
  FROM pg_catalog.pg_stat_xact_user_tables
 WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
 ORDER BY 1
