-- multiple-statements: an empty one and a second
; SELECT 1
