-- n/a: of rows of constants
EXPLAIN VERBOSE VALUES (1)
