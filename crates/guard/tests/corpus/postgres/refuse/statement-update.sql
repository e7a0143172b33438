-- not-read-only: does not only read
UPDATE t SET a = 1
