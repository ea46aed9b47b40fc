-- A statement was called first after the one and not later than the other; the server's clock, microseconds since 1970.
-- 0: that is not known, it may have been called before it was watched.
ALTER TABLE statements ADD COLUMN first_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statements ADD COLUMN first_until INTEGER NOT NULL DEFAULT 0;
