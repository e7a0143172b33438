-- function-not-allowed: as a named argument
SELECT make_interval(secs => length(pg_sleep(1)::text))
