INSERT INTO logged (server, database, statement, time, digest, took)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
