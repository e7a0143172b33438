-- function-not-allowed: writes the catalog
SELECT pg_extension_config_dump('t', '')
