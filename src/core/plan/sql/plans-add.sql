INSERT INTO plans (server, database, statement, place, bound, digest, first_seen, last_seen, n_seen, total_cost, total_ms,
                   data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1, ?8, ?9, ?10)
