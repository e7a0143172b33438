-- function-not-allowed: an escape in the name
SELECT U&"pg\005fsleep"(1)
