-- function-not-allowed: raw pages
SELECT * FROM sqlite_dbpage
