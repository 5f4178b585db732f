CREATE TABLE region (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    revision BIGINT DEFAULT 0 NOT NULL,
    CONSTRAINT pk_region PRIMARY KEY (code),
    CONSTRAINT ck_region_code CHECK (code ~ '^AM[0-9]{2}$')
);

CREATE TABLE municipality (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    suspended BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_municipality PRIMARY KEY (code),
    CONSTRAINT ck_municipality_code CHECK (code ~ '^GM[0-9]{4}$'),
    CONSTRAINT fk_municipality_region FOREIGN KEY(region) REFERENCES region (code)
);

CREATE INDEX ix_municipality_region ON municipality (region);

CREATE TABLE partnership (
    reference TEXT NOT NULL,
    form TEXT NOT NULL,
    start_day DATE,
    end_day DATE,
    CONSTRAINT pk_partnership PRIMARY KEY (reference),
    CONSTRAINT ck_partnership_end_day CHECK (start_day <= end_day),
    CONSTRAINT ck_partnership_reference CHECK (reference ~ '^[A-Za-z0-9_.-]{1,64}$'),
    CONSTRAINT ck_partnership_form CHECK (form IN ('network', 'cooperation'))
);

CREATE TABLE partnership_member (
    partnership TEXT NOT NULL,
    municipality TEXT NOT NULL,
    CONSTRAINT pk_partnership_member PRIMARY KEY (partnership, municipality),
    CONSTRAINT fk_partnership_member_partnership FOREIGN KEY(partnership) REFERENCES partnership (reference) ON DELETE CASCADE,
    CONSTRAINT fk_partnership_member_municipality FOREIGN KEY(municipality) REFERENCES municipality (code)
);

CREATE INDEX ix_partnership_member_municipality ON partnership_member (municipality);

CREATE TABLE postcode (
    code TEXT NOT NULL,
    latitude DOUBLE PRECISION NOT NULL,
    longitude DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_postcode PRIMARY KEY (code),
    CONSTRAINT ck_postcode_code CHECK (code ~ '^[1-9][0-9]{3}$'),
    CONSTRAINT ck_postcode_latitude CHECK (latitude BETWEEN 50.7 AND 53.6),
    CONSTRAINT ck_postcode_longitude CHECK (longitude BETWEEN 3.3 AND 7.3)
);

CREATE TABLE weight_set (
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT DEFAULT 'draft' NOT NULL,
    content JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_weight_set PRIMARY KEY (version),
    CONSTRAINT ck_weight_set_version CHECK (version >= 1),
    CONSTRAINT ck_weight_set_content CHECK (jsonb_typeof(content) = 'object'),
    CONSTRAINT ck_weight_set_status CHECK (status IN ('draft', 'approved', 'active', 'retired'))
);

CREATE UNIQUE INDEX uq_weight_set_active ON weight_set (status) WHERE status = 'active';
