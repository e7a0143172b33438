-- function-not-allowed: uses up changes
SELECT * FROM pg_logical_slot_peek_changes('s', NULL, NULL)
