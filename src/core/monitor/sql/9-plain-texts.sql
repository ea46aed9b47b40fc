-- They may have values in them yet: they are made plain, and packed anew, in idle time.
UPDATE texts
   SET sha256 = NULL
 WHERE id IN (SELECT text FROM statements);
