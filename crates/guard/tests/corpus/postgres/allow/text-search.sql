-- injected: text search
SELECT ts_rank(to_tsvector('english', name), plainto_tsquery('a')), ts_headline('a b', to_tsquery('a')) FROM users
