-- injected: casts of every spelling
SELECT '1'::int, CAST('1' AS numeric(10,2)), int '1', float8 '1', interval '1' day, timestamp with time zone '2020-01-01 00:00+00'
