-- function-not-allowed: tells a path of the server
SELECT pg_current_logfile()
