-- function-not-allowed: reads folders
SELECT * FROM fsdir('/')
