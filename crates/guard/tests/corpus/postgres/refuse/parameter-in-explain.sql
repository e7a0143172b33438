-- parameter: nobody fills it in
EXPLAIN (GENERIC_PLAN) SELECT * FROM t WHERE a = $1
