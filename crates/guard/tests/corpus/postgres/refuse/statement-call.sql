-- not-read-only: does not only read
CALL some_proc()
