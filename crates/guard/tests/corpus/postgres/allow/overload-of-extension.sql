-- injected: an extension's overload that only computes
SELECT max(name), gen_random_uuid() FROM users
