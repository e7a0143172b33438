-- syntax: SQLite takes none
(SELECT 1)
