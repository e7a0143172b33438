-- injected: hints that choose a plan
SELECT /*+ JOIN_ORDER(u, o) */ u.id FROM users u JOIN orders o ON o.user_id = u.id
