-- Why a place: of each criterion its weight, and at each place what it saw, out of what, in which
-- unit, how it scored and whether it could be judged.
-- And what makes another place better, with the others unchanged: a weight a fifth less or more, or
-- an answer; which place, by how many points; and the question whose answer changes most. Empty
-- where it is not known.
ALTER TABLE proposal
    ADD counted jsonb NOT NULL DEFAULT '{}',
    ADD robustness jsonb;
