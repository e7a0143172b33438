-- function-not-allowed: the old name of the same
SELECT AsText(POINT(1,1))
