ALTER ROLE {role} SET {name} = {value}
