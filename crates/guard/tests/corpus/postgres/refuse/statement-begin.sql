-- not-read-only: does not only read
BEGIN READ WRITE
