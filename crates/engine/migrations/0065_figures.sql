-- The published figures of the office's own units and of the country, as the server last sent them.
CREATE TABLE figure (
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,                -- the monitor's number, such as 3A
    area TEXT NOT NULL,                     -- a unit's or a county's number, or NO
    body TEXT NOT NULL,
    PRIMARY KEY (period, indicator, area)
) STRICT;

-- The last change that they tell of.
CREATE TABLE figure_cursor (
    office TEXT PRIMARY KEY NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
