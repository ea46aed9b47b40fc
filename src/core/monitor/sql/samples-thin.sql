DELETE FROM samples
 WHERE server = ?1 AND database = ?2 AND shape = ?3
   AND digest IN (
         SELECT digest
           FROM samples
          WHERE server = ?1 AND database = ?2 AND shape = ?3
            AND digest NOT IN (SELECT digest
                                 FROM samples
                                WHERE server = ?1 AND database = ?2 AND shape = ?3
                                ORDER BY last_seen DESC, digest
                                LIMIT ?4)
            AND digest NOT IN (SELECT digest
                                 FROM samples
                                WHERE server = ?1 AND database = ?2 AND shape = ?3
                                ORDER BY n_seen DESC, digest
                                LIMIT ?4)
          ORDER BY digest
          LIMIT -1 OFFSET ?5)
