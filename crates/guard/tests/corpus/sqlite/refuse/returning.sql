-- not-read-only: a write that gives rows
DELETE FROM users RETURNING *
