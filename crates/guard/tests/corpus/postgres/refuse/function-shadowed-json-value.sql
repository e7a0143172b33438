-- function-not-allowed: an older server calls the user's json_value
SELECT JSON_VALUE('{"a":1}', '$.a')
