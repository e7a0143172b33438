-- function-not-allowed: the server did not report it
SELECT SFORMAT('{}', 1)
