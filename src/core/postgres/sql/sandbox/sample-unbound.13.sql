{table} TABLESAMPLE {method} ({percent}) REPEATABLE ({seed})
WHERE NOT (ROW ({columns}) IS NOT NULL)
