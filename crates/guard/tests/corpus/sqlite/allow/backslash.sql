-- injected: no escapes
SELECT '\', 'a'
