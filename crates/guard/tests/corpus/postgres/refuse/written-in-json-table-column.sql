-- function-not-allowed: in a default of JSON_TABLE
SELECT * FROM JSON_TABLE('{}', '$' COLUMNS (NESTED '$' COLUMNS (a text PATH '$' DEFAULT pg_sleep(1)::text ON ERROR)))
