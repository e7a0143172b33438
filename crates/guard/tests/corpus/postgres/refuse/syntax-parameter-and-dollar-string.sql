-- syntax: a parameter glued to a string
SELECT $1$$; DROP TABLE t; $$
