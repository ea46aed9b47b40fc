SELECT /* optischema */ phase, blocks_done, blocks_total, index_relid::bigint AS index_oid
  FROM pg_stat_progress_create_index
 WHERE pid = $1
