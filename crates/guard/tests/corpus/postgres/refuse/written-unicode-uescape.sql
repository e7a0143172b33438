-- function-not-allowed: an escape character of one's own
SELECT U&"pg!005fsleep" UESCAPE '!' (1)
