-- syntax: a command of the mysql program
SELECT 1\G
