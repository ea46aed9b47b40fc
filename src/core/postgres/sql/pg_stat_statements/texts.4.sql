SELECT /* optischema */ s.userid, s.dbid, s.queryid, true AS toplevel, s.query, r.rolname AS role
  FROM {schema}.pg_stat_statements(true) s
  LEFT JOIN pg_roles r ON r.oid = s.userid
 WHERE s.queryid = ANY ($1)
