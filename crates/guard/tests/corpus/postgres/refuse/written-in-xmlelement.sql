-- function-not-allowed: in XMLELEMENT
SELECT xmlelement(name a, xmlattributes(pg_sleep(1) AS b))
