-- function-not-allowed: an array of rows
SELECT (array_agg(u))[1].total FROM users u
