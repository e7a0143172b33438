-- function-not-allowed: a message to other sessions
SELECT pg_notify('a', 'b')
