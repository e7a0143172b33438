-- function-not-allowed: changes replication
SELECT pg_replication_origin_create('o')
