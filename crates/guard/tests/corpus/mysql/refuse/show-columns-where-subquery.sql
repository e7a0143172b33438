-- function-not-allowed: SHOW takes subqueries
SHOW COLUMNS FROM t WHERE (SELECT GET_LOCK('a',1))
