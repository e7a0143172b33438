-- injected: JSON
SELECT jsonb_path_query('{"a":[1]}', '$.a[*]'), jsonb_set('{}', '{a}', '1', true), json_build_object('a', 1), to_jsonb(1) || '2'
