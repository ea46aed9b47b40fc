-- optischema_sandbox owns what is restored: production's code runs as nobody who could leave the
-- database. optischema_reader plans and reads.
CREATE ROLE optischema_sandbox LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT;
CREATE ROLE optischema_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT;
ALTER ROLE optischema_reader SET default_transaction_read_only = on;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
