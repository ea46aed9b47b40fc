SHOW lock_timeout
