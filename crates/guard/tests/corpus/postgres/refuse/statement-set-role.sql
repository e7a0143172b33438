-- not-read-only: does not only read
SET ROLE postgres
