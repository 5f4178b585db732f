DROP FUNCTION kept_inputs();
