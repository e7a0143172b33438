-- write-inside: a verb inside
SELECT 1 DROP TABLE t
