-- multiple-statements: inside parentheses
SELECT (1;)
