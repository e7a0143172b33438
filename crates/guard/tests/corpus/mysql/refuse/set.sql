-- not-read-only: changes the session
SET @a = 1
