-- injected: all of it is text
SELECT $a$; DROP TABLE users; $A$ $a$
