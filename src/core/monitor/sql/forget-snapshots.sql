DELETE FROM snapshots WHERE time < ?1
