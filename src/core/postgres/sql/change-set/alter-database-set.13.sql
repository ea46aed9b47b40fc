ALTER DATABASE {database} SET {name} = {value}
