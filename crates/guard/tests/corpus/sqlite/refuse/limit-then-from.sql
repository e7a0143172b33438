-- limit-not-understood: a FROM behind the LIMIT would make a table of the call
SELECT a FROM t LIMIT 1 FROM u, nothing(a) b
