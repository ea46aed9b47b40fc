SET /* optischema */ LOCAL statement_timeout = '5s';
SET /* optischema */ LOCAL lock_timeout = '1s';
SET /* optischema */ LOCAL idle_in_transaction_session_timeout = '10s';
SET /* optischema */ LOCAL search_path = pg_catalog;
SET /* optischema */ LOCAL "DateStyle" = 'ISO';
SET /* optischema */ LOCAL jit = off;
SET /* optischema */ LOCAL max_parallel_workers_per_gather = 0
