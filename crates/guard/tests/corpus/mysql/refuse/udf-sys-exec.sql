-- function-not-allowed: a loadable function
SELECT sys_exec('id')
