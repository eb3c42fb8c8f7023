-- The published figures (docs/FIGURES.md), made from approved reports in the transaction that approves or reopens.

-- The last change. Its only row is the lock under which figures are published, after all other locks.
CREATE TABLE figure_head (
    one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;

INSERT INTO figure_head (one, seq) VALUES (1, 0);

-- A unit's two counts, as its approved report gives them.
CREATE TABLE figure (
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,                -- the monitor's number, such as 3A
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    part INTEGER,                            -- none, as the whole, where a report was reopened
    whole INTEGER,
    seq INTEGER NOT NULL,                    -- the change
    PRIMARY KEY (period, indicator, unit_no),
    CHECK ((part IS NULL) = (whole IS NULL)),
    CHECK (part BETWEEN 0 AND whole)
) STRICT;

CREATE INDEX figure_changed ON figure (seq);
CREATE INDEX figure_of_unit ON figure (unit_no);

-- What everybody may see: of units, of counties by their numbers, and of the country, NO. No count of 1 to 3
-- can be here.
CREATE TABLE figure_shown (
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    area TEXT NOT NULL,
    part INTEGER CHECK (part >= 0 AND part NOT BETWEEN 1 AND 3),
    part_hidden INTEGER NOT NULL CHECK (part_hidden IN (0, 1)),
    whole INTEGER CHECK (whole >= 0 AND whole NOT BETWEEN 1 AND 3),
    whole_hidden INTEGER NOT NULL CHECK (whole_hidden IN (0, 1)),
    missing INTEGER NOT NULL,                -- reporting units that are in neither number
    seq INTEGER NOT NULL,
    PRIMARY KEY (period, indicator, area),
    CHECK (part IS NULL OR part_hidden = 0),
    CHECK (whole IS NULL OR whole_hidden = 0)
) STRICT;

CREATE INDEX figure_shown_changed ON figure_shown (area, seq);
