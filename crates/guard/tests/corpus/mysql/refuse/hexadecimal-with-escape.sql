-- syntax: the literal knows no escapes
SELECT x'41\' , SLEEP(5) -- '
