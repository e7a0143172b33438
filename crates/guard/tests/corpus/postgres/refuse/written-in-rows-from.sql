-- function-not-allowed: in ROWS FROM
SELECT * FROM ROWS FROM (generate_series(1, 2), pg_sleep(1)) WITH ORDINALITY
