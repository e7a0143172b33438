-- limit-not-understood: SQLite takes none
VALUES (1) LIMIT 5
