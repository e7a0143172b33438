-- write-inside: TABLE with a WITH
WITH d AS (DELETE FROM t RETURNING a) TABLE d
