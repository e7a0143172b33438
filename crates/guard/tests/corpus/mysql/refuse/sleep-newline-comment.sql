-- function-not-allowed: comments and lines between
SELECT SLEEP -- a
 # b
 (5)
