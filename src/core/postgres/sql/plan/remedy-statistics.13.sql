CREATE STATISTICS {name} (dependencies, mcv) ON {columns} FROM {table};
ANALYZE {table}
