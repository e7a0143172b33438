-- function-not-allowed: ends other statements
SELECT pg_cancel_backend(1)
