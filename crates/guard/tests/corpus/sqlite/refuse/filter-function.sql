-- function-not-allowed: FILTER is a name where nothing is filtered
SELECT filter(1)
