INSERT OR IGNORE INTO places (name, server, database)
VALUES (?1, ?2, ?3)
