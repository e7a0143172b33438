-- multiple-statements: an executable comment of MySQL is a plain one
SELECT 1 /*!50000 ; */; DROP TABLE t
