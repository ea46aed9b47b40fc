-- EXPLAIN of a statement that writes asks for the right to write. The reader's transactions are
-- read-only all the same.
ALTER DEFAULT PRIVILEGES FOR ROLE {owner}
  GRANT INSERT, UPDATE, DELETE ON TABLES TO {reader}
