-- EXPLAIN of a statement that writes asks for the right to write. The reader's transactions are
-- read-only all the same.
ALTER DEFAULT PRIVILEGES FOR ROLE optischema_sandbox
  GRANT INSERT, UPDATE, DELETE ON TABLES TO optischema_reader
