-- given_id: the highest that SQLite has ever given to an entry, whether it is still there or not.
SELECT (SELECT time FROM chain_start) AS start_time,
       (SELECT last_id FROM chain_start) AS start_last_id,
       (SELECT seq FROM sqlite_sequence WHERE name = 'entries') AS given_id,
       (SELECT max(id) FROM entries) AS last_id,
       (SELECT hash FROM entries ORDER BY id DESC LIMIT 1) AS hash
