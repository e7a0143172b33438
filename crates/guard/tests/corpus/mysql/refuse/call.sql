-- not-read-only: runs a procedure
CALL p()
