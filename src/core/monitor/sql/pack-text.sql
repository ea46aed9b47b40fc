UPDATE texts
   SET sha256 = ?2, body = ?3
 WHERE id = ?1
