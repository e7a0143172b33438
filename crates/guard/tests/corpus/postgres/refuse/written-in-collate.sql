-- function-not-allowed: under COLLATE
SELECT pg_sleep(1)::text COLLATE "C"
