-- variable: sets a variable
SELECT * FROM t WHERE (@a:=@a+1) > 5
