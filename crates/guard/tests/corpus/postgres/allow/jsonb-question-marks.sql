-- injected: no parameters
SELECT '{"a":1}'::jsonb ? 'a', '{"a":1}'::jsonb ?| ARRAY['a'], '{"a":1}'::jsonb ?& ARRAY['a']
