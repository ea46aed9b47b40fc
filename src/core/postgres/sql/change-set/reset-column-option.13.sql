ALTER TABLE ONLY {table} ALTER COLUMN {column} RESET ({name})
