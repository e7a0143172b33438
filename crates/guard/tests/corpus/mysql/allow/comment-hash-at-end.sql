-- injected: the limit goes on a new line
SELECT 1 # no LIMIT 5 here
