-- syntax: # begins no comment
SELECT 1 # comment
