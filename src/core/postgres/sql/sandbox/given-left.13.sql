-- What sandboxes made here: those of one by its marker, or with none of all that are not in use. A
-- sandbox keeps a session open that bears its marker as long as it lives; where that was lost, others
-- in its databases or of its roles tell that it lives. A database is only a sandbox's if its owner is
-- the role of that sandbox, and no role of one has rights beyond what it owns.
WITH named AS (
  SELECT 'database' AS kind, d.datname AS name
  FROM pg_database d
  JOIN pg_roles r ON r.oid = d.datdba
  WHERE d.datname ~ '^optischema_[0-9a-f]{16}_[0-9]+$'
    AND r.rolname = substr(d.datname, 1, 27) || '_sandbox'
  UNION ALL
  SELECT 'role', rolname
  FROM pg_roles
  WHERE rolname ~ '^optischema_[0-9a-f]{16}_(sandbox|reader)$'
    AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)
)
SELECT n.kind, n.name
FROM named n
WHERE substr(n.name, 1, 27) = $1
   OR $1 = '' AND NOT EXISTS (
        SELECT FROM pg_stat_activity a
        WHERE a.backend_type = 'client backend'
          AND (a.application_name = 'optischema/' || substr(n.name, 1, 27)
               OR substr(a.datname, 1, 28) = substr(n.name, 1, 28)
               OR substr(a.usename, 1, 28) = substr(n.name, 1, 28)))
ORDER BY n.kind, n.name
