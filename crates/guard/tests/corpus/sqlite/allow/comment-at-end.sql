-- injected: the name of the column holds the comment
SELECT 1 -- one
