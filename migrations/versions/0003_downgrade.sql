DROP TABLE import_job, forbid, placement, run_resource, unplaced, proposal_vacancy, proposal,
    match_run;
