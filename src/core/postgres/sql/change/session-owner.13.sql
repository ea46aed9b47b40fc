SELECT /* optischema */ r.rolname::text AS role, r.rolsuper AS superuser
  FROM pg_stat_get_activity($1::int) AS a
  JOIN pg_roles AS r ON r.oid = a.usesysid
