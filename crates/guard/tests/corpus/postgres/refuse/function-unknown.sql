-- function-not-allowed: nobody knows it
SELECT lenght('x')
