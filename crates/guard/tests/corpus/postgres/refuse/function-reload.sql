-- function-not-allowed: reloads the configuration
SELECT pg_reload_conf()
