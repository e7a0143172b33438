-- function-not-allowed: a stored function
SELECT `guard`.`evil_udf`()
