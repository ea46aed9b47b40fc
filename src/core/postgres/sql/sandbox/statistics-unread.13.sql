SELECT DISTINCT format('%I.%I.%I', m.schema, m.relation, m.name) AS name,
       t.typtype = 'r' AS is_range
FROM optischema_tools.mapped m
JOIN pg_type t ON t.oid = m.base
WHERE NOT m.readable AND (m.common_values IS NOT NULL OR m.bounds IS NOT NULL)
   OR t.typtype = 'r'
ORDER BY 1
