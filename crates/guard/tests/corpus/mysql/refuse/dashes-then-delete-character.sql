-- syntax: the delete character is a control character too
SELECT 1--, 2
