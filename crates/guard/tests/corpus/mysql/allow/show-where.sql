-- n/a: SHOW with expressions
SHOW COLUMNS FROM users WHERE Field LIKE 'n%' AND UPPER(Type) <> 'X'
