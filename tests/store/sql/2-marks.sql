CREATE TABLE marks (
  entry INTEGER NOT NULL REFERENCES entries (id),
  mark  TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX marks_by_entry ON marks (entry);
