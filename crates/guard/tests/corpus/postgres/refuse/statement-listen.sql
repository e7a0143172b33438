-- not-read-only: does not only read
LISTEN x
