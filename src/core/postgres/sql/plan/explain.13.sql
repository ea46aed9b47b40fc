-- HypoPG keeps its indexes from any EXPLAIN that has the option ANALYZE, even where that is false.
EXPLAIN ({options}, FORMAT json)
{statement}
