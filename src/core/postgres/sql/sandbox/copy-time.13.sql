-- $1: milliseconds, 0: no limit. A sample's transaction is idle while its indexes are made.
SELECT set_config('idle_in_transaction_session_timeout', $1, true)
