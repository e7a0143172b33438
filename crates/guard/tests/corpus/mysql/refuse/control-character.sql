-- syntax: a control character
SELECT1
