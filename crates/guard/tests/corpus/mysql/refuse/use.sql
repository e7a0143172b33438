-- not-read-only: changes the session
USE mysql
