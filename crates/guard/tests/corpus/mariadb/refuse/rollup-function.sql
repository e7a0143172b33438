-- function-not-allowed: ROLLUP is a function name on MariaDB
SELECT rollup (1)
