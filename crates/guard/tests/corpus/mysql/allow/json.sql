-- injected: JSON
SELECT profile->'$.a', profile->>'$.a.b', JSON_VALUE(profile, '$.a' RETURNING DECIMAL(4,2)), 1 MEMBER OF ('[1,2]'), JSON_OVERLAPS('[1]', '[1]') FROM users
