-- injected: a harmless function, called by column notation
SELECT ('abc'::text).length, u.row_to_json FROM users u
