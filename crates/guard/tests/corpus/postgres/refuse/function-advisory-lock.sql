-- function-not-allowed: outlives the transaction
SELECT pg_advisory_lock_shared(1)
