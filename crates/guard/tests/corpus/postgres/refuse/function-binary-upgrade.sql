-- function-not-allowed: breaks the catalog
SELECT binary_upgrade_set_next_pg_type_oid(1)
