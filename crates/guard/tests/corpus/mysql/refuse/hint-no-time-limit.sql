-- construct-not-allowed: 0 lifts the time limit
SELECT /*+ MAX_EXECUTION_TIME(0) */ 1
