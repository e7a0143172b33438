-- construct-not-allowed: evaluates XPath
SELECT * FROM xmltable('/a' PASSING '<a/>' COLUMNS b text PATH 'b')
