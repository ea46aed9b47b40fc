-- One snapshot for all tables; a large one takes longer than the session's usual limit.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = pg_catalog;
SET LOCAL statement_timeout = 0;
