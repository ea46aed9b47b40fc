UPDATE statements
   SET text = ?2
 WHERE text = ?1
