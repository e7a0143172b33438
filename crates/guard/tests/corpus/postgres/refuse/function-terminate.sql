-- function-not-allowed: ends other sessions
SELECT pg_terminate_backend(1)
