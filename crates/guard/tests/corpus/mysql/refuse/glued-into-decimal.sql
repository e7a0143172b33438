-- select-into: a keyword may follow a number without a blank
SELECT 1.5INTO OUTFILE '/tmp/x'
