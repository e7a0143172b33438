-- write-inside: EXPLAIN of a write
EXPLAIN WITH a AS (SELECT 1) INSERT INTO users SELECT * FROM a
