DELETE FROM logged
 WHERE time < ?1
