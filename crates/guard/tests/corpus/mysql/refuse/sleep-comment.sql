-- function-not-allowed: a comment between
SELECT SLEEP/**/(5)
