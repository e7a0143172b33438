-- variable: assigns to what is no variable
SELECT id := 1 FROM users
