-- not-read-only: does not only read
ROLLBACK TO s
