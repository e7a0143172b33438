-- function-not-allowed: an advisory lock, by its number
SELECT (1::bigint).pg_advisory_lock
