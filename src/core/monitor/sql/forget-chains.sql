DELETE FROM chains
 WHERE id IN (SELECT id FROM chains WHERE server = ?1 AND ended < ?2 LIMIT 100)
