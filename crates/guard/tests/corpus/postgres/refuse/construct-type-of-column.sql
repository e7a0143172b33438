-- construct-not-allowed: a type by reference
SELECT * FROM json_to_record('{}') AS t(a SETOF int)
