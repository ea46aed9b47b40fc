EXPLAIN (ANALYZE true, {options}, FORMAT json)
{statement}
