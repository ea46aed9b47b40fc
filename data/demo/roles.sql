-- The roles and the database of the demo. Run as the superuser, connected to "postgres".
-- A line "-- step: …" begins what is sent to the server as one script, and names it to the user.

-- step: Making the roles
-- shop_owner owns the tables and may create indexes; shop is what the application signs in as;
-- optischema only reads.
CREATE ROLE shop_owner LOGIN;
CREATE ROLE shop LOGIN;
CREATE ROLE optischema LOGIN;
GRANT pg_monitor TO optischema;
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg_read_all_data') THEN
    GRANT pg_read_all_data TO optischema;
  END IF;
END
$$;

-- step: Making the database
CREATE DATABASE shop OWNER shop_owner;
