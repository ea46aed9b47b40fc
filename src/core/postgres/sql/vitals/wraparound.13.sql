SELECT /* optischema */
       datname::text AS name,
       age(datfrozenxid)::float8 AS xid_age,
       mxid_age(datminmxid)::float8 AS mxid_age,
       current_setting('autovacuum_freeze_max_age')::float8 AS xid_limit,
       current_setting('autovacuum_multixact_freeze_max_age')::float8 AS mxid_limit,
       age(datfrozenxid)::float8 / 2147483648 AS xid_share,
       mxid_age(datminmxid)::float8 / 2147483648 AS mxid_share
  FROM pg_database
 ORDER BY xid_age DESC
