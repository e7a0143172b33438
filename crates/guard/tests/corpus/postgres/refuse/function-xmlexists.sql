-- function-not-allowed: the same as syntax
SELECT xmlexists('//a' PASSING BY VALUE '<a/>')
