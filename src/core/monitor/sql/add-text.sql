INSERT INTO texts (sha256, body)
VALUES (?1, ?2)
    ON CONFLICT (sha256) DO UPDATE SET body = body
RETURNING id
