-- parameter: nobody fills it
SELECT $a::b(c)
