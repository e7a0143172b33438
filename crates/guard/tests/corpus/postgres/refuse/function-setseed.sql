-- function-not-allowed: changes the session for the next one
SELECT setseed(0.5)
