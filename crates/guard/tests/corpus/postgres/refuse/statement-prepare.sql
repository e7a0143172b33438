-- not-read-only: does not only read
PREPARE p AS DELETE FROM t
