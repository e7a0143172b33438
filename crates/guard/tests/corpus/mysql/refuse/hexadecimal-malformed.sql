-- syntax: no hexadecimal digits
SELECT x'zz'
