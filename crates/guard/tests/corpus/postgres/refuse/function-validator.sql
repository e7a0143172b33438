-- function-not-allowed: loads the library of a function
SELECT fmgr_c_validator(1)
