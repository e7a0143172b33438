-- injected: parentheses around the whole
((SELECT 1 -- a
))
