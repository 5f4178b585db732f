DROP TABLE coach_alert, check_in;
