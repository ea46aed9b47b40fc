SELECT /* optischema */
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS time,
       (extract(epoch FROM pg_conf_load_time()) * 1000000)::bigint AS loaded,
       (SELECT count(*) || '/' || coalesce(sum(2 * indexrelid::bigint + indisvalid::int), 0)
          FROM pg_index
         WHERE indexrelid >= 16384) AS indexes
