-- kept: one row, without a number
SELECT * FROM users FETCH FIRST ROW ONLY
