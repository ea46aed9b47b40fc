REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT ON DATABASE {name} TO {owner}, {reader};
ALTER DATABASE {name} SET ignore_checksum_failure = on;
