-- n/a: DESCRIBE
DESCRIBE guard.users 'n%'
