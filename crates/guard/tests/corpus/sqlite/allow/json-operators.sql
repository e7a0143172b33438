-- injected: JSON operators
SELECT profile -> '$.a' ->> '$.b' FROM users
