-- function-not-allowed: loads code
SELECT [load_extension]/**/('x')
