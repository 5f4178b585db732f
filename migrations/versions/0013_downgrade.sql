DROP TABLE erasure, run_change, run_input;
ALTER TABLE proposal DROP superseded_by, DROP price;
ALTER TABLE unplaced DROP price;
DROP POLICY worker_moves ON proposal;
CREATE POLICY worker_moves ON proposal AS RESTRICTIVE FOR UPDATE TO plaatsmaker_worker
    USING (true) WITH CHECK (status IN ('superseded', 'withdrawn', 'expired'));
ALTER TABLE match_run
    DROP plan_hash, DROP replay_of, DROP by_night, DROP change_budget, DROP read_at, DROP published_at,
    DROP changed, DROP forced, DROP dropped, DROP replayable, DROP alert;
ALTER TABLE region
    DROP change_budget, DROP change_budget_percent, DROP cooling_off_days,
    DROP publishes_by_itself, DROP least_placed_percent, DROP replayable_days;
