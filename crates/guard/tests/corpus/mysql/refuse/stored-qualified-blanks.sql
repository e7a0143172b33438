-- function-not-allowed: blanks around the dot
SELECT guard . evil_udf ()
