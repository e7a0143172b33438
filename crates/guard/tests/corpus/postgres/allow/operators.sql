-- injected: operators that look like comments
SELECT 5 - -3, 5 * -3, 2 ^ - 1, '[1,2]'::jsonb @> '1', 7 % 2 # 1
