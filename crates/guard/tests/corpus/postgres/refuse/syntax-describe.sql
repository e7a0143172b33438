-- syntax: MySQL's word
DESCRIBE users
