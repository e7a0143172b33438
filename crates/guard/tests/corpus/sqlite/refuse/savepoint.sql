-- not-read-only: a transaction
SAVEPOINT a
