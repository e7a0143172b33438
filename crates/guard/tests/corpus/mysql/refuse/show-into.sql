-- select-into: SHOW into a file
SHOW TABLES INTO OUTFILE '/tmp/x'
