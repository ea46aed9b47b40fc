INSERT INTO store_versions (folder, version)
VALUES (?1, ?2)
    ON CONFLICT (folder) DO UPDATE SET version = excluded.version
