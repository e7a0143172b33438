-- injected: hints that choose a plan
SELECT /*+ NO_BNL(a) INDEX(a `idx_city`) QB_NAME(q1) MAX_EXECUTION_TIME(5000) */ * FROM users a
