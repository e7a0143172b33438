-- injected: who does what
SELECT pid, state, pg_blocking_pids(pid) FROM pg_stat_activity
