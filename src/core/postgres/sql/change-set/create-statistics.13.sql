CREATE STATISTICS {name}{kinds} ON {columns} FROM {table}
