-- One moment for all queries. No user's object is found in pg_catalog's place, and definitions
-- come out with every name qualified.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = pg_catalog;
