-- Of those that list-chains lists.
SELECT c.chain, c.root, c.pid, c.backend_start, c.query_start, c.since, c.until, c.dbid,
       c.database, c.role, c.application, c.type, c.state, c.queryid, c.lock_type, c.lock_mode, c.lock_object,
       c.text,
       (SELECT s.text
          FROM statements s
         WHERE s.queryid = c.queryid AND c.queryid <> 0 AND s.server = ?1 AND s.dbid = c.dbid
           AND s.text IS NOT NULL
         LIMIT 1) AS statement
  FROM chain_sessions c
 WHERE c.chain IN (SELECT id
                     FROM chains
                    WHERE server = ?1 AND +ended > ?2 AND started <= ?3
                    ORDER BY longest DESC, id
                    LIMIT ?4)
 ORDER BY c.chain, c.root DESC, c.since, c.pid
