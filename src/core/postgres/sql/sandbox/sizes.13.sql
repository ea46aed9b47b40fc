-- Before 14 the server itself knows no -1.
UPDATE pg_class c
SET relpages = s.pages,
    reltuples = CASE WHEN s.tuples < 0 AND current_setting('server_version_num')::int < 140000
                     THEN 0 ELSE s.tuples END,
    relallvisible = s.all_visible
FROM unnest($1::text[], $2::text[], $3::int8[], $4::float8[], $5::int8[])
       AS s (schema, name, pages, tuples, all_visible)
JOIN pg_namespace n ON n.nspname = s.schema
WHERE c.relnamespace = n.oid AND c.relname = s.name
