-- select-into: and a number that ends with a dot
SELECT 1.INTO OUTFILE '/tmp/x'
