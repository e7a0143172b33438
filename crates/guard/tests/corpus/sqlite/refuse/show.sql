-- not-read-only: SQLite has none
SHOW TABLES
