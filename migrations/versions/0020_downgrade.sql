DROP TABLE bottleneck, scenario_count, scenario_solve, scenario;
