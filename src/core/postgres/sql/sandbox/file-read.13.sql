SELECT encode(pg_read_binary_file($1), 'base64') AS bytes
