-- function-not-allowed: in the frame of a window
SELECT count(*) OVER (ROWS length(pg_sleep(1)::text) PRECEDING) FROM t
