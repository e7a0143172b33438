-- function-not-allowed: large objects are off the list
SELECT lo_get(1)
