-- not-read-only: does not only read
CREATE TEMP TABLE e (a int)
