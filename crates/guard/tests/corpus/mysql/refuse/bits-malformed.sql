-- syntax: no binary digits
SELECT b'12'
