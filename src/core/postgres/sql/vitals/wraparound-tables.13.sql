SELECT /* optischema */
       format('%I.%I', n.nspname, c.relname) AS name,
       age(c.relfrozenxid)::float8 AS xid_age,
       mxid_age(c.relminmxid)::float8 AS mxid_age,
       (c.relpages::bigint * current_setting('block_size')::bigint)::float8 AS bytes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm', 't') AND c.relfrozenxid <> '0'
 ORDER BY greatest(age(c.relfrozenxid), mxid_age(c.relminmxid)) DESC, c.relpages DESC
 LIMIT 10
