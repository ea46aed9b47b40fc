-- What a foreign key references and the copy lacks.
SELECT DISTINCT {columns}
FROM {table} c
WHERE ROW ({columns}) IS NOT NULL AND NOT EXISTS (SELECT FROM {parent} p WHERE {match})
