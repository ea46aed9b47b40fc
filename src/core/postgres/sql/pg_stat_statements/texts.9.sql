SELECT /* optischema */ userid, dbid, queryid, toplevel, query
  FROM {schema}.pg_stat_statements(true)
 WHERE queryid = ANY ($1)
