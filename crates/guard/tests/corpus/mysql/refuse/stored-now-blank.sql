-- function-not-allowed: with a blank NOW is a stored function
SELECT NOW ()
