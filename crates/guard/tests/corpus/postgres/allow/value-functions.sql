-- injected: functions without parentheses
SELECT current_date, current_time, current_timestamp, localtime, localtimestamp, current_user, session_user, user, current_role, current_schema, current_catalog
