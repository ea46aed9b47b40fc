SELECT count(*) AS n, coalesce(sum(whole), 0) AS sum FROM entries
