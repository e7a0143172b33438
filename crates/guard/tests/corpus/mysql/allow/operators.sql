-- injected: operators
SELECT 7 DIV (2), 7 MOD (2), NOT (1), 1 XOR (0), !(1), ~(1), 1 <=> (NULL), 'a' LIKE ('b') ESCAPE ('c'), 'a' SOUNDS LIKE 'b', 1 BETWEEN (0) AND (2)
