-- parameter: nobody fills it
SELECT @a
