DELETE FROM statements
 WHERE id IN (SELECT id FROM statements WHERE server = ?1 AND seen < ?2 LIMIT 500)
