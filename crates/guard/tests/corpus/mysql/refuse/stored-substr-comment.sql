-- function-not-allowed: with a comment as well
SELECT SUBSTR/**/('abc', 2)
