-- construct-not-allowed: a column of JSON_TABLE
SELECT * FROM JSON_TABLE('{}', '$' COLUMNS (a xml PATH '$'))
