ALTER TABLE ONLY {parent} ATTACH PARTITION {table} {bound}
