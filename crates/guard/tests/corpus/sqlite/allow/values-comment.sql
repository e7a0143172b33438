-- injected: VALUES with a comment behind
VALUES (1), (2) -- two
