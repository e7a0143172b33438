-- injected: a row without columns
SELECT
