DELETE FROM places
 WHERE name = ?1
