UPDATE statements
   SET text = ?2, fingerprint = ?3, system = ?4
 WHERE id = ?1
