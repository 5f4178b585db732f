DROP TABLE vacancy, organisation, candidate, coach;
