-- function-not-allowed: names of any script
SELECT 睡眠(5)
