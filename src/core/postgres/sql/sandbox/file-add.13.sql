INSERT INTO pg_temp.optischema_files (path, page, content, bytes)
SELECT f.path, nullif(f.page, -1), nullif(f.content, ''), nullif(f.bytes, -1)
FROM unnest($1::text[], $2::int8[], $3::text[], $4::int8[])
     WITH ORDINALITY AS f (path, page, content, bytes, number)
ORDER BY f.number
