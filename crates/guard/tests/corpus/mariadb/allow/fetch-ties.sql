-- kept: ties may exceed the number
SELECT * FROM users ORDER BY city FETCH FIRST 5 ROWS WITH TIES
