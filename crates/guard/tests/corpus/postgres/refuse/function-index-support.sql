-- function-not-allowed: an access method is no function for people
SELECT bthandler(NULL)
