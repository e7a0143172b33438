-- function-not-allowed: a call as the argument
SELECT (concat('PG_', 'VERSION')).pg_read_file
