-- construct-not-allowed: a sampling method of an extension
SELECT * FROM t TABLESAMPLE system_rows (5)
