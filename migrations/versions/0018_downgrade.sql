ALTER TABLE proposal DROP counted, DROP robustness;
