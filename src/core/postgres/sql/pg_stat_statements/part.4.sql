SELECT /* optischema */ * FROM (
{counters}) AS counters
 WHERE total_exec_time >= $1 OR (queryid & 9223372036854775807) % $2 = $3
