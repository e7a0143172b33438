-- not-read-only: does not only read
FETCH ALL FROM c
