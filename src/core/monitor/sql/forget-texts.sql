DELETE FROM texts
 WHERE id IN (SELECT t.id FROM texts t WHERE NOT EXISTS (SELECT 1 FROM statements s WHERE s.text = t.id) LIMIT 500)
