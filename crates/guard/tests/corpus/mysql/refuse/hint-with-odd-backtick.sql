-- construct-not-allowed: so may a backtick
SELECT /*+ QB_NAME(`*/`) */ 1
