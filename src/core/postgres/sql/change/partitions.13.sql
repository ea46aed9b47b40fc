-- Where the partitions of the table $1 are not those of $2, with itself, or the role may not make an
-- index of one of them: the first such table.
WITH /* optischema */ tree AS (
  SELECT relid::oid AS oid FROM pg_partition_tree(to_regclass($1))
), expected AS (
  SELECT DISTINCT to_regclass(name)::oid AS oid, name FROM unnest($2::text[]) AS name
), tables AS (
  SELECT coalesce(format('%I.%I', n.nspname, c.relname), e.name) AS name,
         t.oid IS NOT NULL AS is_there,
         e.oid IS NOT NULL AS expected,
         pg_get_userbyid(c.relowner)::text AS owner,
         coalesce(pg_has_role(c.relowner, 'USAGE'), false) AS owned,
         coalesce(has_schema_privilege(n.oid, 'CREATE'), false) AS may_create
    FROM tree AS t
    FULL JOIN expected AS e ON e.oid = t.oid
    LEFT JOIN pg_class AS c ON c.oid = coalesce(t.oid, e.oid)
    LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
)
SELECT name, is_there, expected, owner, owned, may_create
  FROM tables
 WHERE NOT (is_there AND expected AND owned AND may_create)
 ORDER BY is_there AND expected, name
 LIMIT 1
