INSERT INTO samples (server, database, shape, digest, queryid, data, first_seen, last_seen, n_seen)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1)
    ON CONFLICT (server, database, shape, digest) DO UPDATE
   SET queryid = excluded.queryid,
       last_seen = max(last_seen, excluded.last_seen),
       n_seen = n_seen + 1
