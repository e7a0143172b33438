-- syntax: a parenthesised write
(DELETE FROM t)
