-- syntax: the server takes -- and a control character for a comment
SELECT 1--, 2
