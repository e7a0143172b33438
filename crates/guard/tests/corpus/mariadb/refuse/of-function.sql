-- function-not-allowed: OF is a function name on MariaDB
SELECT of(1)
