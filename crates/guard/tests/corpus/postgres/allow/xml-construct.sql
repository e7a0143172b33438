-- injected: XML that is built
SELECT xmlelement(name a, xmlattributes(1 AS b), xmlforest(2 AS c), xmlcomment('x')), xmlserialize(content xmlelement(name a) AS text)
