-- A decision belongs to the office in whose feed it is settled.
ALTER TABLE decision ADD COLUMN office TEXT REFERENCES office (id);  -- never none
DROP TRIGGER decision_stays;
UPDATE decision SET office = COALESCE(
    (SELECT report.office FROM report WHERE report.id = decision.report_id),
    (SELECT role.office FROM session JOIN role ON role.id = session.role_id
        WHERE session.id = decision.session_id)
);
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'an outcome never changes'); END;
