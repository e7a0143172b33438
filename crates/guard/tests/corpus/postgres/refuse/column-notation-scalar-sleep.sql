-- function-not-allowed: the server sleeps for this
SELECT (5::float8).pg_sleep
