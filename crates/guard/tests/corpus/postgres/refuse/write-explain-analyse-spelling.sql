-- write-inside: the other spelling, in a list
EXPLAIN (FORMAT json, ANALYSE 'on') UPDATE t SET a = 1
