-- syntax: psql would run the answer
SELECT 'DROP TABLE t' \gexec
