-- function-not-allowed: TREAT calls a function named like the type
SELECT TREAT(1 AS pg_sleep)
