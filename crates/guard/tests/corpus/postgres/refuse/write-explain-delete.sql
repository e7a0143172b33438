-- write-inside: would run nothing; only SELECT is let through
EXPLAIN DELETE FROM t
