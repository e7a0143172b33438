-- not-read-only: a write that gives rows
DELETE FROM t RETURNING a
