-- function-not-allowed: halts a standby
SELECT pg_wal_replay_pause()
