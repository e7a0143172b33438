-- n/a: options of every kind
EXPLAIN (ANALYZE, VERBOSE true, COSTS off, BUFFERS 'on', TIMING 0, SUMMARY, FORMAT yaml, WAL, SETTINGS) SELECT count(*) FROM users
