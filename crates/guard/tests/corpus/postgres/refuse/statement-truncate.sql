-- not-read-only: does not only read
TRUNCATE t
