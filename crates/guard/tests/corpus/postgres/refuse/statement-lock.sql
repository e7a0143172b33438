-- not-read-only: does not only read
LOCK TABLE t IN ACCESS EXCLUSIVE MODE
