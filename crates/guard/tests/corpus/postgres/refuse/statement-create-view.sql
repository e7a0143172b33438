-- not-read-only: does not only read
CREATE VIEW v AS SELECT 1
