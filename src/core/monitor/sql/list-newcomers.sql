-- The fingerprint tells a statement from one that only got another queryid. Without a text there is none yet.
SELECT userid, dbid, queryid, toplevel, first_until
  FROM statements
 WHERE server = ?1 AND first_until > ?2 AND first_until <= ?3 AND first_after >= ?4 AND text IS NOT NULL
   AND (fingerprint IS NULL
        OR fingerprint NOT IN (SELECT fingerprint
                                 FROM statements
                                WHERE server = ?1 AND fingerprint IS NOT NULL
                                  AND (first_until <= ?2 OR first_after < ?4)))
