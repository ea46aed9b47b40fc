SELECT /* optischema */
       set_config('work_mem', '64MB', true), set_config('statement_timeout', '30s', true)
