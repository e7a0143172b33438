-- injected: in parentheses
SELECT * FROM (users AS u, json_each('[1]') AS j)
