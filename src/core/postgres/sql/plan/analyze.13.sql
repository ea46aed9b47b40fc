EXPLAIN (ANALYZE true, BUFFERS true, TIMING true, VERBOSE false, SETTINGS true, FORMAT json)
{statement}
