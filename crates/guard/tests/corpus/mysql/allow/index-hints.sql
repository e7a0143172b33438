-- injected: index hints
SELECT * FROM users USE INDEX FOR ORDER BY (PRIMARY) USE INDEX FOR JOIN (idx_city) ORDER BY id
