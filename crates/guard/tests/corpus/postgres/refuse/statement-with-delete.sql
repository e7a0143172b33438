-- not-read-only: does not only read
WITH w AS (SELECT 1) DELETE FROM t
