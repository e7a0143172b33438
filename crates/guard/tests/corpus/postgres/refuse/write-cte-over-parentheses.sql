-- write-inside: a WITH before parentheses
WITH d AS (DELETE FROM t RETURNING a) (SELECT * FROM d LIMIT 5)
