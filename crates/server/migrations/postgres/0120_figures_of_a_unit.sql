-- What has changed in an office's figures is looked for unit by unit, from a change on, and not through all figures that
-- its units ever had.
DROP INDEX figure_of_unit;
CREATE INDEX figure_of_unit ON figure (unit_no, seq);
