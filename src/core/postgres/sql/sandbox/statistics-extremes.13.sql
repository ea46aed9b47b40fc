UPDATE optischema_tools.mapped m
SET bounds = (ARRAY[x.low] || (m.bounds::text[])[2:array_length(m.bounds::text[], 1) - 1]
              || ARRAY[x.high])::text
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS x (schema, relation, name, low, high)
WHERE m.schema = x.schema AND m.relation = x.relation AND m.name = x.name
  AND NOT m.inherited AND array_length(m.bounds::text[], 1) >= 2
