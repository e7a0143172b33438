-- construct-not-allowed: longer than any request may run
SELECT /*+ MAX_EXECUTION_TIME(9999999) */ 1
