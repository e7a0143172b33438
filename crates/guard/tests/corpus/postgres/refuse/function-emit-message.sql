-- function-not-allowed: writes to the log of changes
SELECT pg_logical_emit_message(false, 'a', 'b')
