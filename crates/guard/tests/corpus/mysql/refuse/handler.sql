-- not-read-only: opens a table
HANDLER t OPEN
