UPDATE statements
   SET seen = ?2
 WHERE id = ?1 AND seen < ?2
