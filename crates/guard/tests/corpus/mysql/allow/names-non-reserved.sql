-- injected: words that are no keywords
SELECT share, value, next, analyse, begin, end, do, truncate, handler, procedure_name FROM (SELECT 1 share, 2 value, 3 next, 4 analyse, 5 begin, 6 end, 7 do, 8 truncate, 9 handler, 0 procedure_name) t
