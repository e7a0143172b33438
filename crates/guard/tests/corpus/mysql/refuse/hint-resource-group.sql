-- construct-not-allowed: it moves the session to other processors
SELECT /*+ RESOURCE_GROUP(g) */ 1
