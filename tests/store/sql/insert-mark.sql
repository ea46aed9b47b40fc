INSERT INTO marks (entry, mark) VALUES (?1, ?2)
