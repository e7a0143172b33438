-- function-not-allowed: a comment in between
SELECT pg_sleep /* x */ -- y
 (1)
