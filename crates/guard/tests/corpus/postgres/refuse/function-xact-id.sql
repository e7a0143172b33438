-- function-not-allowed: gives the transaction a number
SELECT pg_current_xact_id()
