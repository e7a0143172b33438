-- variable: a hint that sets a variable
SELECT /*+ SET_VAR(max_execution_time=0) */ 1
