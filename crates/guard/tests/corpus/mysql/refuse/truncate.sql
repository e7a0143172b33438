-- not-read-only: changes data
TRUNCATE t
