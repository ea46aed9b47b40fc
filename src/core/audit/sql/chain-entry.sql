UPDATE entries
   SET prev_hash = ?2, hash = ?3
 WHERE id = ?1
