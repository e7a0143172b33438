-- function-not-allowed: a procedure
SELECT some_proc()
