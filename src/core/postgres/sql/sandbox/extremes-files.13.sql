SELECT pg_relation_filepath(to_regclass(format('optischema_tools.extremes_%s_value', i))) AS path
FROM generate_series(1, $1::int) AS i
ORDER BY i
