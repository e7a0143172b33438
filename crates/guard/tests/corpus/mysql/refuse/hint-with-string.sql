-- construct-not-allowed: a quote may hide the end of the hint
SELECT /*+ QB_NAME('a') */ 1
