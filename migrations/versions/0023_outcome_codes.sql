-- Codes say where somebody went too, and what is advised. A municipality's own names the one of
-- everybody's that it counts as.
ALTER TABLE reason_code
    DROP CONSTRAINT ck_reason_code_uses,
    ADD CONSTRAINT ck_reason_code_uses CHECK (
        cardinality(uses) > 0 AND uses <@ ARRAY[
            'accepted', 'adapted', 'declined', 'postponed', 'ending', 'pin', 'forbid', 'outcome',
            'follow_up', 'advice']::text[]
    ),
    ADD counts_as text,
    ADD CONSTRAINT ck_reason_code_counts_as CHECK (counts_as IN (
        'off_benefit', 'paid_work', 'part_time_work', 'learn_work', 'education', 'volunteering',
        'informal_care', 'care_path', 'day_activities', 'elsewhere', 'no_activity', 'unknown',
        'other'
    )),
    ADD CONSTRAINT ck_reason_code_outcome CHECK (
        ('outcome' = ANY (uses) AND municipality IS NOT NULL) = (counts_as IS NOT NULL)
    );

UPDATE reason_code SET uses = uses || '{outcome}'::text[]
WHERE municipality IS NULL AND code IN ('education', 'elsewhere');
UPDATE reason_code SET uses = uses || '{outcome,advice}'::text[]
WHERE municipality IS NULL AND code IN ('paid_work', 'other');

INSERT INTO reason_code (code, uses, dutch, english) VALUES
    ('off_benefit', '{outcome}', 'Geen uitkering meer nodig', 'Needs no benefit any more'),
    ('part_time_work', '{outcome}', 'Deeltijdwerk naast de uitkering',
     'Part-time work beside benefit'),
    ('learn_work', '{outcome}', 'Leerwerkplek', 'Learns and works'),
    ('volunteering', '{outcome,advice}', 'Vrijwilligerswerk', 'Volunteering'),
    ('informal_care', '{outcome}', 'Mantelzorg', 'Gives informal care'),
    ('care_path', '{outcome}', 'Passend zorgtraject', 'In a fitting care path'),
    ('day_activities', '{outcome,advice}', 'Dagbesteding', 'Day activities'),
    ('no_activity', '{outcome}', 'Nu geen bezigheid', 'Nothing at the moment'),
    ('unknown', '{outcome}', 'Niet bekend', 'Not known'),
    ('still_there', '{follow_up}', 'Nog steeds daar', 'Still there'),
    ('mental_health_care', '{advice}', 'Geestelijke gezondheidszorg', 'Mental health care'),
    ('buddy', '{advice}', 'Een maatje', 'A buddy'),
    ('addiction_care', '{advice}', 'Verslavingszorg', 'Addiction care');
