-- multiple-statements: # is a comment up to the line feed
SELECT 1 # ; 
; DROP TABLE t
