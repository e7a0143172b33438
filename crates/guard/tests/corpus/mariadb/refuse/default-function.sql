-- function-not-allowed: may run NEXTVAL
SELECT DEFAULT(id) FROM users
