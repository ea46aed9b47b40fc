ALTER DATABASE {database} RESET {name}
