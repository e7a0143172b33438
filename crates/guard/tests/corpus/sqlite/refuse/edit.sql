-- function-not-allowed: starts a program
SELECT edit('x')
