INSERT INTO recommendations (id, kind, evidence, made_at, document)
VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (id) DO UPDATE
   SET evidence = excluded.evidence,
       made_at = excluded.made_at,
       document = excluded.document
