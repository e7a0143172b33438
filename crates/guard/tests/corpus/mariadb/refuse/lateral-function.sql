-- function-not-allowed: LATERAL is a function name on MariaDB
SELECT lateral(1)
