-- function-not-allowed: unknown
SELECT eval('SELECT 1')
