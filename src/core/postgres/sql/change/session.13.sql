SELECT /* optischema */
       set_config('statement_timeout', '0', false),
       set_config('lock_timeout', $1, false),
       set_config('default_transaction_read_only', 'off', false)
