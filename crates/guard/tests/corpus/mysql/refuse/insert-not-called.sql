-- write-inside: INSERT that is no function
SELECT INSERT t VALUES (1)
