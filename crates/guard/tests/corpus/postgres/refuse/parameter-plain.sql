-- parameter: nobody fills it in
SELECT * FROM t WHERE a = $1
