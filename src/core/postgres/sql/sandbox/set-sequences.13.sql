SELECT setval(to_regclass(format('%I.%I', s.schema, s.name)), s.value)
FROM unnest($1::text[], $2::text[], $3::int8[]) AS s (schema, name, value)
WHERE to_regclass(format('%I.%I', s.schema, s.name)) IS NOT NULL
