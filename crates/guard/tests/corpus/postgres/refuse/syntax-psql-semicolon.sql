-- syntax: psql sends two statements for this
SELECT 1 \; DROP TABLE t
