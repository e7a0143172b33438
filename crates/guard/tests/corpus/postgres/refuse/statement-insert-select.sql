-- not-read-only: does not only read
INSERT INTO t SELECT 1
