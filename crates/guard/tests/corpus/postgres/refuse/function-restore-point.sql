-- function-not-allowed: writes to the log of changes
SELECT pg_create_restore_point('x')
