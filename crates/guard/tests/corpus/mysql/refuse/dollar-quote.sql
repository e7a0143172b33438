-- construct-not-allowed: a string to some versions, a name to others
SELECT $$ ' $$
