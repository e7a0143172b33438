-- function-not-allowed: inside another call
SELECT IF(1, BENCHMARK(99999999, SHA1(1)), 0)
