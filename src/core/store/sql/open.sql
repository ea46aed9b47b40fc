PRAGMA journal_mode = WAL;
PRAGMA journal_size_limit = 16777216;
PRAGMA foreign_keys = ON;
PRAGMA synchronous = NORMAL;
