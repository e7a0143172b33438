-- n/a: SHOW
SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version')
