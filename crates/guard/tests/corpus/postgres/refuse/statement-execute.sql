-- not-read-only: does not only read
EXECUTE p
