-- function-not-allowed: in XMLSERIALIZE
SELECT xmlserialize(content xmlelement(name a, pg_sleep(1)) AS text)
