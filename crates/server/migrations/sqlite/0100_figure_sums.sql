-- The sums of counties and of the country in clear, kept beside what everybody may see and in the same transaction.
CREATE TABLE figure_sum (
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,                -- the monitor's number, such as 3A
    area TEXT NOT NULL,                     -- a county's number, or NO
    office TEXT,                            -- whose own area it is; the country is nobody's
    part INTEGER,                           -- none, as the whole, where no unit has figures
    whole INTEGER,
    missing INTEGER NOT NULL,               -- reporting units that are in neither number
    seq INTEGER NOT NULL,                   -- the change
    PRIMARY KEY (period, indicator, area),
    CHECK ((part IS NULL) = (whole IS NULL)),
    CHECK (part BETWEEN 0 AND whole)
) STRICT;

CREATE INDEX figure_sum_of_area ON figure_sum (area);
CREATE INDEX figure_sum_changed ON figure_sum (office, seq);
