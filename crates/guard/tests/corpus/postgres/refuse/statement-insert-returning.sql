-- not-read-only: does not only read
INSERT INTO t DEFAULT VALUES RETURNING *
