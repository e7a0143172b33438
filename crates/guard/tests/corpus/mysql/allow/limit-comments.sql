-- capped: comments between
SELECT * FROM users LIMIT /* a */ 5 /* b */ , -- c
 5000 # d
