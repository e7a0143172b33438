-- function-not-allowed: runs a text
SELECT * FROM ts_stat('select 1')
