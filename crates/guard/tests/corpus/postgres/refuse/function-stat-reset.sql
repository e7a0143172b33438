-- function-not-allowed: forgets statistics
SELECT pg_stat_reset_shared('bgwriter')
