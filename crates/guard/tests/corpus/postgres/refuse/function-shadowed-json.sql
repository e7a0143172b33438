-- function-not-allowed: an older server calls the user's json
SELECT JSON('{}')
