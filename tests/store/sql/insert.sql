INSERT INTO entries (whole, number, text, bytes)
VALUES (?1, ?2, ?3, ?4)
