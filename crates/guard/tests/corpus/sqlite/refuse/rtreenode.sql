-- function-not-allowed: takes bytes apart
SELECT rtreenode(2, x'00')
