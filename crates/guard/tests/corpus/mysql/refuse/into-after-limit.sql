-- select-into: INTO at the end
SELECT a FROM t LIMIT 1 INTO DUMPFILE '/tmp/x'
