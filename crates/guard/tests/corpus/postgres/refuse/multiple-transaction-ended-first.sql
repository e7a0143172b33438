-- multiple-statements: ends the read-only transaction, then writes
COMMIT; DROP TABLE t
