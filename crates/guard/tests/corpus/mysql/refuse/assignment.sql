-- variable: sets a variable
SELECT @a := 1
