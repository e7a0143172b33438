-- construct-not-allowed: RETURNING xml
SELECT JSON_QUERY('{}', '$' RETURNING xml)
