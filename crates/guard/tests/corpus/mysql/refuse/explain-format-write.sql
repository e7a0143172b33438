-- write-inside: options in between
EXPLAIN FORMAT=JSON INSERT INTO t VALUES (1)
