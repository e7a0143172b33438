-- unterminated: never closed with the same tag
SELECT $a$ x $A$
