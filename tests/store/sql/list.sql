SELECT id, whole, number, text, bytes FROM entries ORDER BY id
