-- injected: names of any script
SELECT 姓名 FROM 用户表 WHERE "部门" = '销售；部'
