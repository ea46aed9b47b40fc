DELETE FROM statements WHERE seen < ?1
