-- not-read-only: a transaction
BEGIN EXCLUSIVE
