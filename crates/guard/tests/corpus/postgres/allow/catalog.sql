-- injected: what the server says of itself
SELECT version(), pg_backend_pid(), current_setting('server_version'), pg_get_viewdef('v_paid'::regclass), has_table_privilege('users', 'SELECT'), txid_current_snapshot() IS NOT NULL
