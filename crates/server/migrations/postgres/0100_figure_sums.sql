-- The sums of counties and of the country in clear, kept beside what everybody may see and in the same transaction.
CREATE TABLE figure_sum (
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,                -- the monitor's number, such as 3A
    area TEXT NOT NULL,                     -- a county's number, or NO
    office TEXT,                            -- whose own area it is; the country is nobody's
    part BIGINT,                            -- none, as the whole, where no unit has figures
    whole BIGINT,
    missing BIGINT NOT NULL,                -- reporting units that are in neither number
    seq BIGINT NOT NULL,                    -- the change
    PRIMARY KEY (period, indicator, area),
    CHECK ((part IS NULL) = (whole IS NULL)),
    CHECK (part BETWEEN 0 AND whole)
);

CREATE INDEX figure_sum_of_area ON figure_sum (area);
CREATE INDEX figure_sum_changed ON figure_sum (office, seq);

ALTER TABLE figure_sum ENABLE ROW LEVEL SECURITY;
ALTER TABLE figure_sum FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON figure_sum USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY publishing ON figure_sum USING ((SELECT wall_realm()) = 'publishing');
CREATE POLICY office ON figure_sum FOR SELECT USING (office = (SELECT wall_office()));
-- A reader's list names the counties that are the reader's own as a whole.
CREATE POLICY reader ON figure_sum FOR SELECT USING (area = ANY ((SELECT wall_figures())::TEXT[]));
CREATE POLICY bufdir ON figure_sum FOR SELECT USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
);
