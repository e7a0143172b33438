-- parameter: nobody fills it
SELECT * FROM t WHERE a = :a
