-- not-read-only: does not only read
SET TRANSACTION READ WRITE
