-- function-not-allowed: no native function of MariaDB
SELECT REGEXP_LIKE('a', 'b')
