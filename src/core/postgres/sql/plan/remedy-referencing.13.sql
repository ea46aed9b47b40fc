SELECT 1 FROM ONLY {table} WHERE {condition}
