SELECT document
  FROM recommendations
 WHERE id = ?1
