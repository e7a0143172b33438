-- syntax: begins with a string
'SELECT' 1
