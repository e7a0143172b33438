-- injected: tables that are functions
SELECT j.key, t.value FROM users u, json_each(u.profile) j, json_tree('[1]') t
