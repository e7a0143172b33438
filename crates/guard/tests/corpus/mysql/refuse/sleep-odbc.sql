-- function-not-allowed: an ODBC escape
SELECT {fn SLEEP(5)}
