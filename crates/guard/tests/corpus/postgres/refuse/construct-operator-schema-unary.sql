-- construct-not-allowed: before its operand
SELECT OPERATOR(app.-) 2
