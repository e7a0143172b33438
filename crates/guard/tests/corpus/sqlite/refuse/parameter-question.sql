-- parameter: nobody fills it
SELECT ?1
