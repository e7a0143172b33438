-- not-read-only: changes data
INSERT t VALUES (1)
