DROP FUNCTION proposed_elsewhere(date);
