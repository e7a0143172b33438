-- function-not-allowed: rotates the log
SELECT pg_rotate_logfile()
