-- function-not-allowed: holds a snapshot for others
SELECT pg_export_snapshot()
