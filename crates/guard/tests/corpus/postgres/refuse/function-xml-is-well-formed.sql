-- function-not-allowed: parses a text as XML
SELECT xml_is_well_formed('<a/>')
