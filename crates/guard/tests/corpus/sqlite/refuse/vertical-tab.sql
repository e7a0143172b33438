-- syntax: no blank in SQLite
SELECT1
