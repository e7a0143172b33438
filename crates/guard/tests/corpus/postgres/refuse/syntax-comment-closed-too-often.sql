-- syntax: what is left over is an operator
SELECT 1 /* /* */ */ */
