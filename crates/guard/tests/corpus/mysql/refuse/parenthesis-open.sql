-- syntax: never closed
SELECT (1
