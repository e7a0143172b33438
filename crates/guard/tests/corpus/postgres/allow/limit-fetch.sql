-- kept: the standard's spelling
SELECT * FROM users OFFSET 1 ROW FETCH NEXT 3 ROWS ONLY
