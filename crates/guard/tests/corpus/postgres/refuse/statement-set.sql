-- not-read-only: does not only read
SET transaction_read_only = off
