-- capped: another number at every look
SELECT * FROM users LIMIT random()
