DELETE FROM samples
 WHERE last_seen < ?2
    OR (server = ?1
        AND (database, shape, digest) IN (SELECT database, shape, digest
                                           FROM samples
                                          WHERE server = ?1
                                          ORDER BY last_seen DESC
                                          LIMIT -1 OFFSET ?3))
