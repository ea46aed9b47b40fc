EXPLAIN (VERBOSE false, SETTINGS true, FORMAT json)
{statement}
