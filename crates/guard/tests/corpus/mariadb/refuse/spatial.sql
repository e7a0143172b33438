-- function-not-allowed: a nested collection ends the server
SELECT ST_AsText(x'00000000010700000000000000')
