-- injected: functions of MariaDB
SELECT NVL(NULL, 1), NVL2(1, 2, 3), CHR(77), LENGTHB('a'), ADD_MONTHS(NOW(), 1), TO_CHAR(NOW()), JSON_DETAILED('{}'), JSON_QUERY('{}', '$'), SYS_GUID(), ROWNUM()
