-- limit-not-understood: SQLite refuses it too
SELECT 1 LIMIT 5 UNION SELECT 2
