-- injected: a name becomes a number
SELECT 'users'::regclass, 'pg_sleep'::regproc, 'int'::regtype, 'pg_catalog'::regnamespace
