-- function-not-allowed: quotes change nothing
SELECT "pg_sleep"(1)
