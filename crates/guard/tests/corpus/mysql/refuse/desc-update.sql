-- write-inside: DESC is EXPLAIN
DESC UPDATE t SET a = 1
