SELECT rolname AS name FROM pg_roles WHERE rolname = $1
