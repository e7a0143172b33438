-- injected: names in every script
SELECT 姓名 AS имя, 部门 AS عمود FROM 用户表 AS ユーザー
