-- not-read-only: a compound statement
WHILE 1 DO SELECT 1
