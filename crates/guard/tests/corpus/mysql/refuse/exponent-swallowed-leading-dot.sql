-- syntax: the same for a number that begins with a dot
SELECT 1, BENCHMARK .5e(9,1)
