-- not-read-only: does not only read
LOAD 'plpgsql'
