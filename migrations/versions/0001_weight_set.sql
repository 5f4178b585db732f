-- The first weight set, written out in full: it means the same whatever the code becomes.
INSERT INTO weight_set (version, name, status, content) VALUES (1, 'default', 'active', $$
{
  "weights": {"work": 25, "learning": 12, "organisation": 6, "skills": 8, "hours": 8, "travel": 10, "load_headroom": 10, "guidance": 5, "coach": 6, "ladder_step": 5, "waiting": 5},
  "modes": {"sharing": "hard", "forbidden": "hard", "exemption": "hard", "seat_free": "hard", "period": "hard", "fixed_term": "hard", "legal_route": "hard", "ladder": "hard", "week_hours": "hard", "day_hours": "hard", "dayparts": "hard", "travel": "hard", "functional_load": "hard", "conditions": "hard", "language": "hard", "licences": "hard", "vog": "hard", "recognition": "hard", "guidance_level": "hard", "preference": "hard"},
  "item_modes": {},
  "kinds": {
    "participation_act": ["internship", "learn_work", "municipal_job", "regular_job", "route", "seconded", "social_activation", "trial_placement", "volunteering", "work_experience"],
    "jobs_agreement": ["internship", "learn_work", "municipal_job", "regular_job", "route", "seconded", "social_activation", "supported_job", "trial_placement", "volunteering", "work_experience"],
    "sheltered_work": ["day_activity", "internship", "learn_work", "municipal_job", "regular_job", "route", "seconded", "sheltered", "social_activation", "supported_job", "trial_placement", "volunteering", "work_experience"],
    "social_support_act": ["day_activity", "route", "social_activation", "volunteering"],
    "student": ["internship", "learn_work", "volunteering"],
    "voluntary": ["internship", "route", "social_activation", "volunteering"]
  },
  "max_steps_up": 1,
  "minimum_fit": 4500,
  "soft_penalty": 1500,
  "neutral": 0.5,
  "placement_bonus": 10000,
  "placed_kinds": ["day_activity", "internship", "learn_work", "municipal_job", "regular_job", "seconded", "sheltered", "social_activation", "supported_job", "trial_placement", "volunteering", "work_experience"],
  "skill_rarity": {},
  "waiting_weeks_full": 52
}
$$);
