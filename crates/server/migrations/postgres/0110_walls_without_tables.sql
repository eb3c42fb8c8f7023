-- A policy that reads another table puts that table, and its policies in turn, into the plan of every statement: it
-- was read there for whoever asked, also where the policy lets nobody through. Now a realm is looked at first, and
-- only in its own a function looks further. They run as whoever asks, within the same walls.

CREATE FUNCTION wall_is_of_units(report_id TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM report WHERE report.id = report_id AND report.unit_no = ANY (wall_units())
    );
END $$;

CREATE FUNCTION wall_is_office_of_units(office_id TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM unit WHERE unit.unit_no = ANY (wall_units()) AND unit.office = office_id
    ) OR EXISTS (
        SELECT 1 FROM report WHERE report.unit_no = ANY (wall_units()) AND report.office = office_id
    );
END $$;

CREATE FUNCTION wall_is_officer(someone TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM role WHERE role.person_id = someone AND role.kind = 'officer');
END $$;

CREATE FUNCTION wall_is_reached(report_id TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM report WHERE report.id = report_id);
END $$;

CREATE FUNCTION wall_is_delivered(of_report TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM delivery WHERE delivery.report_id = of_report);
END $$;

CREATE FUNCTION wall_is_application(some_id TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM application WHERE application.id = some_id);
END $$;

CREATE FUNCTION wall_is_own_application(some_id TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM application
        WHERE application.id = some_id AND application.person_id = wall_person()
    );
END $$;

CREATE FUNCTION wall_is_application_of_office(some_id TEXT) RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM application WHERE application.id = some_id AND application.office = wall_office()
    );
END $$;

ALTER POLICY units ON office_head USING (
    (SELECT wall_units()) IS NOT NULL AND wall_is_office_of_units(office)
);
ALTER POLICY units ON feed_entry USING ((SELECT wall_units()) IS NOT NULL AND wall_is_of_units(id));
ALTER POLICY units ON feed_body USING ((SELECT wall_units()) IS NOT NULL AND wall_is_of_units(id));
ALTER POLICY units ON role USING (
    (SELECT wall_units()) IS NOT NULL AND kind = 'officer' AND wall_is_office_of_units(office)
);
ALTER POLICY units ON person USING ((SELECT wall_units()) IS NOT NULL AND wall_is_officer(id));

ALTER POLICY office ON revision USING (
    (SELECT wall_office()) IS NOT NULL AND wall_is_reached(report_id)
);
ALTER POLICY office ON role USING (
    (SELECT wall_office()) IS NOT NULL AND kind = 'reader' AND wall_is_application_of_office(application_id)
);
-- All its rows are read at once: there a table of its units is the quicker way.
ALTER POLICY office ON figure USING (
    (SELECT wall_office()) IS NOT NULL
    AND unit_no IN (SELECT unit.unit_no FROM unit WHERE unit.office = (SELECT wall_office()))
);

ALTER POLICY bufdir ON report USING ((SELECT wall_realm()) = 'bufdir' AND wall_is_delivered(id));
ALTER POLICY bufdir_reopens ON report USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL AND wall_is_delivered(id)
);
ALTER POLICY bufdir ON feed_entry USING ((SELECT wall_realm()) = 'bufdir' AND wall_is_delivered(id));
ALTER POLICY bufdir ON feed_body USING ((SELECT wall_realm()) = 'bufdir' AND wall_is_delivered(id));
ALTER POLICY bufdir_answers ON feed_entry USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL AND wall_is_application(id)
);
ALTER POLICY bufdir_answers ON feed_body USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL AND wall_is_application(id)
);

ALTER POLICY applicant ON feed_entry USING (
    (SELECT wall_realm()) = 'person' AND wall_is_own_application(id)
);
ALTER POLICY applicant ON feed_body USING (
    (SELECT wall_realm()) = 'person' AND wall_is_own_application(id)
);
