-- select-into: and a number that begins with a dot
SELECT 1 FROM t WHERE a=.5INTO OUTFILE '/tmp/x'
