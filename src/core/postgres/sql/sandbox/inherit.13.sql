ALTER TABLE ONLY {table} INHERIT {parent}
