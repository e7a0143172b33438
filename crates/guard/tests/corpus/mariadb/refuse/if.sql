-- not-read-only: a compound statement
IF 1 THEN SELECT 1
