-- function-not-allowed: writes a large object
SELECT lo_put(1, 0, 'x')
