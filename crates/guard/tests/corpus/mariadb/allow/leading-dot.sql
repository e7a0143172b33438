-- injected: an empty schema
SELECT .users.id FROM .users
