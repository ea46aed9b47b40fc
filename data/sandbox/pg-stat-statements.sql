-- Run once, in the new database of the service "postgres".
CREATE EXTENSION pg_stat_statements;
