{table} TABLESAMPLE {method} ({percent}) REPEATABLE ({seed})
