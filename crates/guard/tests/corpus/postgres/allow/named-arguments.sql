-- injected: named arguments of both spellings
SELECT make_interval(days => 1, hours := 2)
