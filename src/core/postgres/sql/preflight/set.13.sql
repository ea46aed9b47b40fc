ALTER SYSTEM SET {setting} = {value};
SELECT pg_reload_conf();
