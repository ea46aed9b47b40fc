DELETE FROM snapshots
 WHERE id IN (SELECT id FROM snapshots WHERE time < ?1 LIMIT 20)
