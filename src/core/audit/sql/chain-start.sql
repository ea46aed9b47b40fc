INSERT INTO chain_start (only, time, last_id)
VALUES (1, ?1, ?2)
