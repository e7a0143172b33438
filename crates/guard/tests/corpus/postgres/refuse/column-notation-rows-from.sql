-- function-not-allowed: the value of ROWS FROM
SELECT t.pg_terminate_backend FROM ROWS FROM (abs(1)) t
