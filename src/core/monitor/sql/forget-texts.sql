DELETE FROM texts
 WHERE id IN (SELECT t.id
                FROM texts t
               WHERE NOT EXISTS (SELECT 1 FROM statements s WHERE s.text = t.id)
                 AND NOT EXISTS (SELECT 1 FROM chain_sessions c WHERE c.text = t.id)
               LIMIT 500)
