-- write-inside: a carriage return ends no comment, the line feed does
SELECT 1 -- a, 2
, DELETE FROM t
