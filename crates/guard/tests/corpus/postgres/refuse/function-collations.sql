-- function-not-allowed: writes the catalog
SELECT pg_import_system_collations('pg_catalog')
