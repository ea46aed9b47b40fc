ALTER TABLE ONLY {table} ADD CONSTRAINT {name} {definition}
