-- injected: no comment in a string
SELECT '/*! a */', '-- b', '# c', '/*+ SET_VAR(a=1) */'
