-- function-not-allowed: changes the group
SELECT group_replication_switch_to_multi_primary_mode()
