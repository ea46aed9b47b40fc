ALTER ROLE {role} RESET {name}
