-- multiple-statements: the inner tag is text, the outer one closes
SELECT $a$ $b$ $a$; DELETE FROM t; --$b$
