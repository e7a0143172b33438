-- variable: hints have no case
SELECT /*+ set_var(unique_checks=OFF) */ 1
