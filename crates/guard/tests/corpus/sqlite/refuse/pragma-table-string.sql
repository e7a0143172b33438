-- pragma-not-allowed: a string names a table too
SELECT * FROM 'pragma_optimize'
