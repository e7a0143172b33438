-- function-not-allowed: puts a table into one cell
SELECT table_to_xml('t', true, false, '')
