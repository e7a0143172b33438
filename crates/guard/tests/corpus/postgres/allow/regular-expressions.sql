-- injected: regular expressions
SELECT regexp_matches('foobar', '(o+)', 'g'), 'a' ~* 'A', regexp_replace('a', 'b', 'c')
