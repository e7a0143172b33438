-- not-read-only: does not only read
DEALLOCATE ALL
