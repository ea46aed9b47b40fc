SELECT rolname AS role
  FROM pg_roles
 WHERE pg_has_role(oid, 'USAGE')
