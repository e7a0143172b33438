-- injected: fields of rows
SELECT (u).name, (u).profile, u.profile -> 'a', (ROW(1, 2)).f1 FROM users u
