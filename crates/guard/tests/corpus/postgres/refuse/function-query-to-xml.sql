-- function-not-allowed: runs a text
SELECT query_to_xml('select 1', true, false, '')
