-- function-not-allowed: AGAINST is a function name on MariaDB
SELECT against (1)
