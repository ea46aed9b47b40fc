-- What sandboxes made here: those of one by its marker, or with none of all that are not in use. A
-- sandbox keeps a session open that bears its marker as long as it lives.
WITH named AS (
  SELECT 'database' AS kind, datname AS name FROM pg_database
  UNION ALL
  SELECT 'role', rolname FROM pg_roles
)
SELECT n.kind, n.name
FROM named n
WHERE n.name ~ '^optischema_[0-9a-f]{16}_'
  AND (substr(n.name, 1, 27) = $1
       OR $1 = '' AND NOT EXISTS (SELECT FROM pg_stat_activity a
                                  WHERE a.application_name = 'optischema/' || substr(n.name, 1, 27)))
ORDER BY n.kind, n.name
