DELETE FROM samples
 WHERE (server, database) IN (SELECT server, database FROM places WHERE name = ?1)
   AND (server, database) NOT IN (SELECT server, database FROM places WHERE name <> ?1)
