-- function-not-allowed: waits
SELECT MASTER_GTID_WAIT('0-1-1', 10)
