-- injected: VALUES without ROW
VALUES (1,'a'),(2,'b')
