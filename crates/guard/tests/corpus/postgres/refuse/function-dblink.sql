-- function-not-allowed: another connection, which may write
SELECT * FROM dblink('dbname=x', 'delete from t') AS t(a text)
