-- kept: ties may exceed it; the fetch loop holds them
SELECT * FROM users ORDER BY city FETCH FIRST 1 ROW WITH TIES
