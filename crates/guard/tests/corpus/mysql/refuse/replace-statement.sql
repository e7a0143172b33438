-- not-read-only: changes data
REPLACE t VALUES (1)
