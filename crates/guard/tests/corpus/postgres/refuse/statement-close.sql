-- not-read-only: does not only read
CLOSE c
