-- limit-not-understood: no such form
SELECT * FROM users FETCH FIRST 5 PERCENT ROWS ONLY
