-- function-not-allowed: no time limit interrupts it
SELECT ENCRYPT('a', '$6$rounds=999999999$ab')
