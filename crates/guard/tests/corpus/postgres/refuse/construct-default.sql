-- construct-not-allowed: a default has no place here
VALUES (DEFAULT)
