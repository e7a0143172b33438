-- not-read-only: a compound statement
BEGIN NOT ATOMIC SELECT 1
