-- Who reports to whom. Filled from the reference data at every `migrate`.
CREATE TABLE office (
    id TEXT PRIMARY KEY NOT NULL,           -- address name at statsforvalteren.no
    name_nb TEXT NOT NULL,
    name_nn TEXT NOT NULL,
    official_name TEXT NOT NULL,            -- in the office's own language form
    org_no TEXT NOT NULL
);

CREATE TABLE county (
    county_no TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    office TEXT NOT NULL REFERENCES office (id)
);

CREATE TABLE unit (
    unit_no TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,                     -- kommune, bydel
    name TEXT NOT NULL,
    county_no TEXT NOT NULL REFERENCES county (county_no),
    office TEXT NOT NULL REFERENCES office (id)
);

CREATE INDEX unit_of_office ON unit (office, unit_no);
