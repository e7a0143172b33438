-- syntax: MySQL drops an unfinished 1.e, so that SLEEP stands before its parenthesis
SELECT SLEEP 1.e(5)
