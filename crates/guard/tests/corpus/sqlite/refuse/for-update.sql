-- write-inside: SQLite has none
SELECT 1 FOR UPDATE
