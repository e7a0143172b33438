-- syntax: SQLite refuses it too
SELECT 1LIMIT 5
