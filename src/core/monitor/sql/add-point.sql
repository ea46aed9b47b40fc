INSERT INTO points (series, step, ended, mean, peak, observed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (series, step, ended) DO NOTHING
