-- function-not-allowed: large objects are off the list
SELECT loread(0, 1)
