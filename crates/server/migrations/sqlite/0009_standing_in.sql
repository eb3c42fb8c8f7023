-- An officer stands in, at another office or for a colleague, from and until a day.
ALTER TABLE role ADD COLUMN stands_in INTEGER NOT NULL DEFAULT 0 CHECK (
    stands_in = 0 OR (stands_in = 1 AND kind = 'officer' AND valid_to IS NOT NULL)
);
ALTER TABLE role ADD COLUMN stands_in_for TEXT REFERENCES person (id)
    CHECK (stands_in_for IS NULL OR stands_in = 1);

CREATE INDEX role_of_kind ON role (kind, office, unit_no, valid_from);
