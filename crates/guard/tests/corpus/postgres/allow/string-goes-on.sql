-- injected: one literal over two lines
SELECT 'a; ' -- it's one
'b; --'
