-- function-not-allowed: the row of a subselect
SELECT s.total FROM (SELECT * FROM users) s
