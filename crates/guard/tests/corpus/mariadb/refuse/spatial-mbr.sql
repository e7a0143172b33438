-- function-not-allowed: a nested collection ends the server
SELECT MBRContains(POINT(1,1), POINT(1,1))
