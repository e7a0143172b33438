-- capped: too high, with a comment in between
SELECT * FROM users LIMIT /* all */ 1000000 OFFSET 1
