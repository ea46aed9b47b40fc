ALTER TABLE ONLY {table} ALTER COLUMN {column} SET ({name} = {value})
