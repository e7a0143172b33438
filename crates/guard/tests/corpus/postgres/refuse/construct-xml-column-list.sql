-- construct-not-allowed: a column of a record
SELECT * FROM json_to_record('{"a":"<a/>"}') AS t(a xml)
