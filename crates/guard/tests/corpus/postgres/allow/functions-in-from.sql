-- injected: functions in FROM
SELECT * FROM generate_series(1, 3) WITH ORDINALITY AS g(n, i), ROWS FROM (unnest(ARRAY[1, 2]), jsonb_to_recordset('[]') AS (a int, b text COLLATE "C")) AS r
