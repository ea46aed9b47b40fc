DELETE FROM chains
 WHERE id IN (SELECT id
                FROM chains
               WHERE server = ?1 AND ended >= ?2 AND ended < ?3
               ORDER BY open DESC, longest DESC, id
               LIMIT -1 OFFSET ?4)
