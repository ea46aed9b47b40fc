-- What has a value in it is not left in a free page either.
PRAGMA secure_delete = ON;

-- The line of a statement that is no query had its values: what is before the first of them stays.
UPDATE OR REPLACE events
   SET text = rtrim(substr(text, 1, min(iif(instr(text, '''') > 0, instr(text, ''''), length(text) + 1),
                                        iif(instr(text, '$$') > 0, instr(text, '$$'), length(text) + 1)) - 1)) || ' …'
 WHERE kind IN ('slower', 'plan') AND (instr(text, '''') > 0 OR instr(text, '$$') > 0);

-- Such a line was the name of its series.
DELETE FROM points
 WHERE series IN (SELECT id
                    FROM series
                   WHERE name = 'statements.slower' AND (instr(item, '''') > 0 OR instr(item, '$$') > 0));
DELETE FROM series
 WHERE name = 'statements.slower' AND (instr(item, '''') > 0 OR instr(item, '$$') > 0);

-- Those of sessions that waited are made plain anew, too: some could be misread.
UPDATE texts
   SET sha256 = NULL
 WHERE id IN (SELECT text FROM chain_sessions);
