-- syntax: a command of the program
.read '/etc/passwd'
