INSERT INTO chains_cut (server, day, n)
VALUES (?1, ?2, ?3)
    ON CONFLICT (server, day) DO UPDATE SET n = n + excluded.n
