-- not-read-only: changes data
DELETE FROM users
