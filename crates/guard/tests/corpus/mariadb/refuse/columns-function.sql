-- function-not-allowed: COLUMNS is a function name on MariaDB
SELECT columns(1)
