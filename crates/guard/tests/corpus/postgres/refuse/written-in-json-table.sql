-- function-not-allowed: as the document of JSON_TABLE
SELECT * FROM JSON_TABLE(pg_sleep(1)::text::jsonb, '$' COLUMNS (a int PATH '$'))
