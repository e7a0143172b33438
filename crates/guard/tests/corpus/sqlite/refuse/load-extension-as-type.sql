-- function-not-allowed: not the type of a CAST
SELECT CAST(load_extension('x') AS TEXT)
