-- function-not-allowed: makes a replication slot
SELECT pg_create_physical_replication_slot('s')
