-- function-not-allowed: parses a text as XML
SELECT pg_catalog.xml('<a/>')
