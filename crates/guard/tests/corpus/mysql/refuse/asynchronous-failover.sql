-- function-not-allowed: changes replication
SELECT asynchronous_connection_failover_reset()
