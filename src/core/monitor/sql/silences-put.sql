INSERT INTO silences (server, rule, item, until) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (server, rule, item) DO UPDATE SET until = excluded.until
