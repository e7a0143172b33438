-- injected: keywords may have a blank before the parenthesis
SELECT IF (1, 2, 3), LEFT ('abc', 1), REPLACE ('a', 'b', 'c'), INSERT ('abc', 1, 1, 'x'), TRUNCATE (1.5, 1), CHAR (77), DATE ('2020-01-01')
