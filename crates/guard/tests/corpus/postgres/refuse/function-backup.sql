-- function-not-allowed: begins a backup
SELECT pg_backup_start('x')
