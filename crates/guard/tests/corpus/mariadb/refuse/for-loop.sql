-- not-read-only: a compound statement
FOR i IN 1..5 DO SELECT 1
