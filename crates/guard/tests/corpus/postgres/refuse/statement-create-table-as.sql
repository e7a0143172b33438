-- not-read-only: does not only read
CREATE TABLE e AS SELECT 1
