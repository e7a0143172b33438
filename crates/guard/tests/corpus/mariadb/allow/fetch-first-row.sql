-- kept: one row without a number
SELECT * FROM users ORDER BY id FETCH NEXT ROW ONLY
