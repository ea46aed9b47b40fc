ALTER TABLE {table} ALTER COLUMN {column} RESET ({name})
