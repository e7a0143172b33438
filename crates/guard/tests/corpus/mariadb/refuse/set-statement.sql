-- not-read-only: sets variables for a statement
SET STATEMENT max_statement_time=0 FOR SELECT 1
