-- construct-not-allowed: a sampling method of a user
SELECT * FROM t TABLESAMPLE public.bernoulli (5)
