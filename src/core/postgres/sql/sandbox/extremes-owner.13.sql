-- A domain's CHECK can take any time.
SET statement_timeout = '2s'
