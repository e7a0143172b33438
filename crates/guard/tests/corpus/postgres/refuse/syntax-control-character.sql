-- syntax: a control character is nothing
SELECT 
