ALTER TABLE {table} ALTER COLUMN {column} SET ({name} = {value})
