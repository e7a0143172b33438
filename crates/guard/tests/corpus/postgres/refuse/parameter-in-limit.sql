-- parameter: nobody fills it in
SELECT * FROM t LIMIT $1
