-- function-not-allowed: reads every table
SELECT database_to_xmlschema(true, false, '')
