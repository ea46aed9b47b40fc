-- {owner} owns what is restored: production's code runs as nobody who could leave the database.
-- {reader} plans and reads.
CREATE ROLE {owner} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT
  PASSWORD {owner_password};
CREATE ROLE {reader} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT
  PASSWORD {reader_password};
ALTER ROLE {reader} SET default_transaction_read_only = on;
