-- function-not-allowed: floods the log
SELECT pg_log_backend_memory_contexts(1)
