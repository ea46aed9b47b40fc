SELECT schemaname AS schema, sequencename AS name, last_value AS value
FROM pg_sequences
WHERE last_value IS NOT NULL AND schemaname !~ '^pg_'
