-- function-not-allowed: not the type of a CAST
SELECT CAST(1 AS TEXT) || load_extension('x')
