-- capped: TABLE with a limit
TABLE users LIMIT 2000
