-- function-not-allowed: promotes a standby
SELECT pg_promote()
