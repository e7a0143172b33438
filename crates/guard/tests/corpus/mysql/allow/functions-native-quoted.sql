-- injected: native functions may be quoted
SELECT `concat`('a', 'b'), `upper` ('a')
