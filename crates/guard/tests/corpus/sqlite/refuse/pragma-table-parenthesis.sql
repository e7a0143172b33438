-- pragma-not-allowed: in parentheses
SELECT * FROM (users, pragma_optimize)
