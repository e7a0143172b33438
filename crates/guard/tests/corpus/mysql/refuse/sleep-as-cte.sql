-- function-not-allowed: not a CTE: nothing like AS follows
WITH a AS (SELECT SLEEP(5)) SELECT * FROM a
