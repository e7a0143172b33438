-- injected: locks nothing
SELECT 1 FOR READ ONLY
