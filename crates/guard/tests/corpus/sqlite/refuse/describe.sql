-- not-read-only: SQLite has none
DESCRIBE users
