ALTER ROLE CURRENT_USER IN DATABASE {database} SET {name} = {value}
