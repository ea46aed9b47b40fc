SELECT /* optischema */ phase, blocks_done, blocks_total
  FROM pg_stat_progress_create_index
 WHERE pid = $1
