-- not-read-only: does not only read
INSERT INTO t VALUES (1)
