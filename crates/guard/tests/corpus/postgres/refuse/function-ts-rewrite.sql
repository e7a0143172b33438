-- function-not-allowed: runs a text
SELECT ts_rewrite('a'::tsquery, 'select 1')
