-- function-not-allowed: as a window function
SELECT total(u) OVER () FROM users u
