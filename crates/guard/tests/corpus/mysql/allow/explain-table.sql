-- n/a: DESCRIBE by another word
EXPLAIN users
