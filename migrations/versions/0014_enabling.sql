-- What would help whoever a plan proposes nothing to: single changes, what each opens, and whether
-- it would place the person; and of what others took, its price and how many could use it.
ALTER TABLE unplaced
    ADD enabling jsonb NOT NULL DEFAULT '[]',
    ADD resource_price double precision,
    ADD competing integer,
    ADD CONSTRAINT ck_unplaced_competing CHECK (competing BETWEEN 0 AND 10000000);
