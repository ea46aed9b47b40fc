-- By the simple protocol: the extended one takes the parameters for its own.
EXPLAIN (GENERIC_PLAN true, {options}, FORMAT json)
{statement}
