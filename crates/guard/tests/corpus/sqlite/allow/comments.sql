-- injected: all kinds of comments
SELECT 1 -- a
, 2 /* b ' */ , 3 /**/
