EXPLAIN (ANALYZE {analyze}, {options}, FORMAT json)
{statement}
