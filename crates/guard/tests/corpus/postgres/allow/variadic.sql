-- injected: a variadic call
SELECT concat(VARIADIC ARRAY['a', 'b'])
