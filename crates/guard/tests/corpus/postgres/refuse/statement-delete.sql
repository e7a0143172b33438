-- not-read-only: does not only read
DELETE FROM t
