-- function-not-allowed: a name with capitals
SELECT u."Audit" FROM users u
