-- function-not-allowed: takes bytes apart
SELECT COLUMN_JSON(x'04')
