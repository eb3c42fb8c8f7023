-- The published figures (docs/FIGURES.md), made from approved reports in the transaction that approves or reopens.

-- The last change. Its only row is the lock under which figures are published, after all other locks.
CREATE TABLE figure_head (
    one BIGINT PRIMARY KEY NOT NULL CHECK (one = 1),
    seq BIGINT NOT NULL
);

INSERT INTO figure_head (one, seq) VALUES (1, 0);

-- A unit's two counts, as its approved report gives them.
CREATE TABLE figure (
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,                -- the monitor's number, such as 3A
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    part BIGINT,                            -- none, as the whole, where a report was reopened
    whole BIGINT,
    seq BIGINT NOT NULL,                    -- the change
    PRIMARY KEY (period, indicator, unit_no),
    CHECK ((part IS NULL) = (whole IS NULL)),
    CHECK (part BETWEEN 0 AND whole)
);

CREATE INDEX figure_changed ON figure (seq);
CREATE INDEX figure_of_unit ON figure (unit_no);

-- What everybody may see: of units, of counties by their numbers, and of the country, NO. No count of 1 to 3
-- can be here.
CREATE TABLE figure_shown (
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    area TEXT NOT NULL,
    part BIGINT CHECK (part >= 0 AND part NOT BETWEEN 1 AND 3),
    part_hidden BIGINT NOT NULL CHECK (part_hidden IN (0, 1)),
    whole BIGINT CHECK (whole >= 0 AND whole NOT BETWEEN 1 AND 3),
    whole_hidden BIGINT NOT NULL CHECK (whole_hidden IN (0, 1)),
    missing BIGINT NOT NULL,                -- reporting units that are in neither number
    seq BIGINT NOT NULL,
    PRIMARY KEY (period, indicator, area),
    CHECK (part IS NULL OR part_hidden = 0),
    CHECK (whole IS NULL OR whole_hidden = 0)
);

CREATE INDEX figure_shown_changed ON figure_shown (area, seq);

-- Which units' numbers a reader sees in clear.
CREATE FUNCTION wall_figures() RETURNS TEXT[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(NULLIF(current_setting('halvaarsrapport.figures', true), ''), ',');

DO $$
DECLARE name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['figure_head', 'figure', 'figure_shown'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY operator ON %I USING ((SELECT wall_realm()) = ''operator'')', name
        );
        -- What is not shown of one unit depends on all others. While figures are published nothing but these
        -- is reached.
        EXECUTE format(
            'CREATE POLICY publishing ON %I USING ((SELECT wall_realm()) = ''publishing'')', name
        );
    END LOOP;
END $$;

CREATE POLICY everybody ON figure_head FOR SELECT USING (
    (SELECT wall_realm()) IN ('office', 'reader', 'bufdir')
);
CREATE POLICY everybody ON figure_shown FOR SELECT USING (
    (SELECT wall_realm()) IN ('office', 'reader', 'bufdir')
);
CREATE POLICY office ON figure FOR SELECT USING (
    unit_no IN (SELECT unit.unit_no FROM unit WHERE unit.office = (SELECT wall_office()))
);
CREATE POLICY reader ON figure FOR SELECT USING (unit_no = ANY ((SELECT wall_figures())::TEXT[]));
CREATE POLICY bufdir ON figure FOR SELECT USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
);
