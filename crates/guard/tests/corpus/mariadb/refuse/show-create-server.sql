-- not-read-only: shows a password
SHOW CREATE SERVER s
