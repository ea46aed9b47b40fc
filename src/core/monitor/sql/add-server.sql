INSERT INTO servers (server_id)
VALUES (?1)
    ON CONFLICT (server_id) DO NOTHING
