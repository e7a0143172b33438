-- multiple-statements: only a lone e makes an escape string
SELECT * FROM thee'\'; DROP TABLE t; --'
