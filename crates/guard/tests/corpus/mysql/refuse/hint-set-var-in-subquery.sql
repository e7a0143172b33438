-- variable: in a subquery
SELECT (SELECT /*+ SET_VAR(unique_checks=OFF) */ 1)
