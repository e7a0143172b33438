-- injected: colons in brackets
SELECT (ARRAY[1,2,3])[1:2], (ARRAY[[1,2]])[:][2:]
