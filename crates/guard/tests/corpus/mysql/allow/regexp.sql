-- injected: regular expressions
SELECT 'abc' REGEXP '^a', REGEXP_LIKE('a', 'b'), REGEXP_REPLACE('a', 'a', 'b'), 'a' RLIKE ('b')
