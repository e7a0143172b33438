-- function-not-allowed: puts a schema into one cell
SELECT schema_to_xml_and_xmlschema('public', true, false, '')
