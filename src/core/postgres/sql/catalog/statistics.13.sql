-- A partitioned table has statistics of its whole tree only; elsewhere those of the table itself
-- come last and win. An anyarray becomes text[] by way of its text: no type that can have such
-- values separates the elements of its arrays by anything but a comma.
SELECT c.oid AS relation, a.attnum AS number,
       s.null_frac AS null_fraction, s.n_distinct, s.avg_width AS average_width, s.correlation,
       s.most_common_vals::text::text[] AS most_common_values,
       s.most_common_freqs::float8[] AS most_common_frequencies,
       s.histogram_bounds::text::text[] AS histogram_bounds
FROM pg_stats s
JOIN pg_namespace n ON n.nspname = s.schemaname
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
WHERE c.relkind IN ('r', 'p', 'm', 'f')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY c.oid, s.inherited DESC, a.attnum
