-- variable: sets a variable of the server
SELECT @@sql_mode := ''
