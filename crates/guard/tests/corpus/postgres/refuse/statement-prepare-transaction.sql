-- not-read-only: does not only read
PREPARE TRANSACTION 'x'
