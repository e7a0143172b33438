-- construct-not-allowed: an option of an extension that nobody has read
EXPLAIN (debug) SELECT 1
