//! The text of every statement, in the part of SQL that SQLite and PostgreSQL share. A `LOCK_…` is
//! PostgreSQL's alone (see [`super::db::Query::lock`]), as is `POSTGRES_…`, and `SQLITE_…` a file's.

// Places

pub(super) const PUT_OFFICE: &str = "\
    INSERT INTO office (id, name_nb, name_nn, official_name, org_no) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE SET name_nb = excluded.name_nb, name_nn = excluded.name_nn,
        official_name = excluded.official_name, org_no = excluded.org_no";
pub(super) const PUT_HEAD: &str = "\
    INSERT INTO office_head (office, seq, chain) VALUES ($1, 0, $2) ON CONFLICT (office) DO NOTHING";
pub(super) const PUT_COUNTY: &str = "\
    INSERT INTO county (county_no, name, office) VALUES ($1, $2, $3)
    ON CONFLICT (county_no) DO UPDATE SET name = excluded.name, office = excluded.office";
pub(super) const PUT_UNIT: &str = "\
    INSERT INTO unit (unit_no, kind, name, county_no, office, reports_from, reports_to)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (unit_no) DO UPDATE SET kind = excluded.kind, name = excluded.name,
        county_no = excluded.county_no, office = excluded.office";
pub(super) const ADD_UNIT: &str = "\
    INSERT INTO unit (unit_no, kind, name, county_no, office, reports_from)
    SELECT $1, $2, $3, county.county_no, county.office, $5 FROM county WHERE county.county_no = $4
    ON CONFLICT (unit_no) DO NOTHING";
pub(super) const SET_UNIT_SPAN: &str =
    "UPDATE unit SET reports_from = $2, reports_to = $3 WHERE unit_no = $1";
pub(super) const ALL_UNITS: &str = "\
    SELECT unit.unit_no, unit.name, unit.county_no, unit.office, office.official_name,
        unit.reports_from, unit.reports_to,
        (SELECT COUNT(*) FROM report WHERE report.unit_no = unit.unit_no)
    FROM unit JOIN office ON office.id = unit.office ORDER BY unit.county_no, unit.unit_no";
pub(super) const UNIT: &str = "SELECT name, office FROM unit WHERE unit_no = $1";
pub(super) const UNITS: &str = "\
    SELECT unit_no, kind, name, office FROM unit
    WHERE $1 IS NULL OR office = $1 ORDER BY office, unit_no";
pub(super) const OFFICES: &str = "\
    SELECT office.id, office.official_name, COUNT(unit.unit_no) FROM office
    LEFT JOIN unit ON unit.office = office.id
    GROUP BY office.id, office.official_name ORDER BY office.id";
pub(super) const OFFICE_EXISTS: &str = "SELECT COUNT(*) FROM office WHERE id = $1";

pub(super) const UNIT_EXISTS: &str = "SELECT COUNT(*) FROM unit WHERE unit_no = $1";

// Persons, roles, case systems

pub(super) const PUT_PERSON: &str = "\
    INSERT INTO person (id, national_id_hash, name, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (national_id_hash) DO UPDATE SET name = excluded.name RETURNING id";
pub(super) const PERSON_OF: &str = "SELECT id FROM person WHERE national_id_hash = $1";
pub(super) const ADD_ROLE: &str = "\
    INSERT INTO role (id, person_id, kind, office, unit_no, valid_from, valid_to, stands_in,
        stands_in_for)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(super) const ROLE_COVERS: &str = "\
    SELECT COUNT(*) FROM role WHERE person_id = $1 AND kind = $2 AND stands_in = 0
        AND ($3 IS NULL OR COALESCE(office, unit_no) = $3) AND valid_from <= $4
        AND (valid_to IS NULL OR ($5 IS NOT NULL AND valid_to >= $5))";
pub(super) const END_ROLES: &str = "\
    UPDATE role SET valid_to = CASE WHEN valid_from > $3 THEN valid_from ELSE $3 END
    WHERE person_id = $1 AND kind = $2 AND (valid_to IS NULL OR valid_to > $3)
        AND ($4 IS NULL OR COALESCE(office, unit_no) = $4)";
pub(super) const ROLES: &str = "\
    SELECT person.id, person.name, COALESCE(role.office, role.unit_no), role.valid_from,
        role.valid_to, role.stands_in, role.stands_in_for
    FROM role JOIN person ON person.id = role.person_id
    WHERE role.kind = $1 AND ($2 IS NULL OR COALESCE(role.office, role.unit_no) = $2)
    ORDER BY role.office, role.unit_no, role.valid_from, role.id";
pub(super) const ALL_ROLES: &str = "\
    SELECT person.id, person.name, role.id, role.kind, COALESCE(office.official_name, unit.name),
        role.valid_from, role.valid_to, role.stands_in
    FROM role JOIN person ON person.id = role.person_id
    LEFT JOIN office ON office.id = role.office LEFT JOIN unit ON unit.unit_no = role.unit_no
    WHERE role.kind IN ('officer', 'reporter', 'bufdir')
    ORDER BY person.id, role.valid_from, role.id";
pub(super) const ROLE_OF: &str = "\
    SELECT person_id, office FROM role WHERE id = $1 AND kind IN ('officer', 'reporter', 'bufdir')";
pub(super) const END_ROLE: &str = "\
    UPDATE role SET valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END
    WHERE id = $1 AND (valid_to IS NULL OR valid_to > $3)";
pub(super) const OFFICER_DURING: &str = "\
    SELECT COUNT(*) FROM role WHERE person_id = $1 AND kind = 'officer' AND stands_in = 0
        AND valid_from < $3 AND (valid_to IS NULL OR valid_to > $2)
        AND ($4 IS NULL OR office = $4)";
pub(super) const ROLE_NOW: &str = "\
    SELECT id FROM role WHERE person_id = $1 AND kind = $2
        AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)
    ORDER BY CASE WHEN office = $4 THEN 0 ELSE 1 END, stands_in, valid_from DESC, id DESC LIMIT 1";
pub(super) const OFFICES_OF: &str = "\
    SELECT role.office, office.official_name, MIN(role.stands_in),
        MAX(COALESCE(role.valid_to, 9223372036854775807))
    FROM role JOIN office ON office.id = role.office
    WHERE role.person_id = $1 AND role.kind = 'officer'
        AND role.valid_from <= $2 AND (role.valid_to IS NULL OR role.valid_to > $2)
    GROUP BY role.office, office.official_name ORDER BY MIN(role.stands_in), role.office";
pub(super) const ROLES_OF: &str = "\
    SELECT role.kind, COALESCE(role.office, role.unit_no), COALESCE(office.official_name, unit.name),
        role.valid_from, role.valid_to, role.stands_in
    FROM role LEFT JOIN office ON office.id = role.office LEFT JOIN unit ON unit.unit_no = role.unit_no
    WHERE role.person_id = $1 AND (role.valid_to IS NULL OR role.valid_to > $2)
    ORDER BY role.valid_from, role.id";
pub(super) const CONTACT: &str =
    "SELECT email, phone FROM person WHERE id = $1 AND email IS NOT NULL";
pub(super) const SET_CONTACT: &str = "UPDATE person SET email = $2, phone = $3 WHERE id = $1";
pub(super) const ROLE_KIND: &str = "\
    SELECT kind, CAST(CASE WHEN valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)
        THEN 1 ELSE 0 END AS BIGINT) FROM role WHERE id = $1";
pub(super) const REPORTER_UNITS: &str = "\
    SELECT unit_no FROM role WHERE person_id = $1 AND kind = 'reporter'
        AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) ORDER BY unit_no";
pub(super) const PERSON_NAME: &str = "SELECT name FROM person WHERE id = $1";
pub(super) const OFFICER: &str = "\
    SELECT person.id, person.name, role.office, office.official_name FROM role
    JOIN person ON person.id = role.person_id JOIN office ON office.id = role.office
    WHERE role.id = $1 AND role.kind = 'officer'
        AND role.valid_from <= $2 AND (role.valid_to IS NULL OR role.valid_to > $2)";
pub(super) const ADD_CLIENT: &str = "\
    INSERT INTO client (id, kind, unit_no, name, secret_hash, created_at)
    VALUES ($1, 'reporter', $2, $3, $4, $5)";
pub(super) const CLIENT: &str = "\
    SELECT id, unit_no, name FROM client WHERE secret_hash = $1 AND ended_at IS NULL";
pub(super) const END_CLIENT: &str =
    "UPDATE client SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
pub(super) const CLIENTS: &str = "\
    SELECT id, unit_no, name, created_at, ended_at FROM client
    WHERE $1 IS NULL OR unit_no = $1 ORDER BY unit_no, created_at, id";

// Sessions

pub(super) const LOCK_SESSION_OF_REFRESH: &str = "\
    SELECT id FROM session WHERE id =
        (SELECT session_id FROM session_pair WHERE refresh_hash = $1) FOR UPDATE";
pub(super) const LOCK_SESSION_OF_ACCESS: &str = "\
    SELECT id FROM session WHERE id =
        (SELECT session_id FROM session_pair WHERE access_hash = $1) FOR UPDATE";
pub(super) const LIVING_SESSION_BY_ACCESS: &str = "\
    SELECT session.id, session.idle_until, session.absolute_until FROM session_pair
    JOIN session ON session.id = session_pair.session_id
    WHERE session_pair.access_hash = $1 AND session_pair.access_until > $2
        AND session.ended_at IS NULL";
pub(super) const MOVE_ACCESS: &str =
    "UPDATE session_pair SET access_until = $2 WHERE access_hash = $1";
pub(super) const FORGET_TRADED: &str = "DELETE FROM traded_token WHERE forget_after < $1";
pub(super) const TRADE: &str = "\
    INSERT INTO traded_token (jti_hash, forget_after) VALUES ($1, $2)
    ON CONFLICT (jti_hash) DO NOTHING";
pub(super) const ADD_SESSION: &str = "\
    INSERT INTO session (id, person_id, role_id, created_at, idle_until, absolute_until, device_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(super) const ADD_PAIR: &str = "\
    INSERT INTO session_pair (refresh_hash, access_hash, session_id, state, access_until)
    VALUES ($1, $2, $3, 'fresh', $4)";
pub(super) const SESSION_OWNER: &str = "\
    SELECT role.kind, session.person_id FROM session
    JOIN role ON role.id = session.role_id WHERE session.id = $1";
/// Until when it is alive comes last: no time where it has ended.
pub(super) const SESSION_BY_ACCESS: &str = "\
    SELECT session.id, session.device_id, session.idle_until, session.absolute_until,
        session.person_id, session.role_id,
        CASE WHEN session_pair.state <> 'spent' AND session.ended_at IS NULL
            THEN session_pair.access_until END
    FROM session_pair
    JOIN session ON session.id = session_pair.session_id WHERE session_pair.access_hash = $1";
pub(super) const SESSION_BY_REFRESH: &str = "\
    SELECT session.id, session.person_id, session.role_id, session.idle_until,
        session.absolute_until, session_pair.state, session.device_id FROM session_pair
    JOIN session ON session.id = session_pair.session_id
    WHERE session_pair.refresh_hash = $1 AND session.ended_at IS NULL";
pub(super) const LIVE_SESSIONS: &str = "\
    SELECT session.id FROM session JOIN role ON role.id = session.role_id
    WHERE session.ended_at IS NULL AND session.idle_until > $1 AND role.valid_from <= $1
        AND (role.valid_to IS NULL OR role.valid_to > $1)";
pub(super) const SPEND_USED: &str =
    "UPDATE session_pair SET state = 'spent' WHERE session_id = $1 AND state = 'used'";
pub(super) const SPEND_FRESH: &str =
    "UPDATE session_pair SET state = 'spent' WHERE session_id = $1 AND state = 'fresh'";
pub(super) const USE_PAIR: &str =
    "UPDATE session_pair SET state = 'used' WHERE refresh_hash = $1 AND state = 'fresh'";
pub(super) const MOVE_IDLE: &str = "UPDATE session SET idle_until = $2 WHERE id = $1";
pub(super) const END_SESSION: &str = "\
    UPDATE session SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL";

// Machines

pub(super) const PUT_DEVICE: &str = "\
    INSERT INTO device (id, person_id, machine_id, name, created_at, last_seen_at)
    VALUES ($1, $2, $3, $4, $5, $5)
    ON CONFLICT (person_id, machine_id) WHERE ended_at IS NULL DO UPDATE SET
        name = excluded.name, last_seen_at = excluded.last_seen_at RETURNING id";
pub(super) const DEVICE_SEEN: &str = "UPDATE device SET last_seen_at = $2 WHERE id = $1";
pub(super) const DEVICES: &str = "\
    SELECT device.id, device.name, device.created_at, device.last_seen_at,
        CASE WHEN device.arrival_until > $2 THEN device.arrival_until END,
        (SELECT COUNT(*) FROM session WHERE session.device_id = device.id
            AND session.ended_at IS NULL AND session.idle_until > $2),
        device.person_id, person.name
    FROM device JOIN person ON person.id = device.person_id
    WHERE device.ended_at IS NULL AND ($1 IS NULL OR device.person_id = $1)
    ORDER BY device.person_id, device.last_seen_at DESC, device.id";
pub(super) const END_DEVICES: &str = "\
    UPDATE device SET ended_at = $3, arrival_hash = NULL, arrival_until = NULL, arrival_role_id = NULL
    WHERE person_id = $1 AND ($2 IS NULL OR id = $2) AND ended_at IS NULL";
pub(super) const END_SESSIONS_OF: &str = "\
    UPDATE session SET ended_at = $3, ended_by = 'logout'
    WHERE person_id = $1 AND ($2 IS NULL OR device_id = $2) AND ended_at IS NULL
        AND idle_until > $3";
pub(super) const GIVE_ARRIVAL: &str = "\
    UPDATE device SET arrival_hash = $2, arrival_until = $3,
        arrival_role_id = (SELECT role_id FROM session WHERE id = $4)
    WHERE id = $1 AND ended_at IS NULL";
pub(super) const SILENCE_DEVICE_OF: &str = "\
    UPDATE device SET arrival_hash = NULL, arrival_until = NULL, arrival_role_id = NULL
    WHERE id = (SELECT device_id FROM session WHERE id = $1)";
pub(super) const ARRIVAL: &str = "\
    SELECT device.arrival_role_id FROM device
    WHERE device.arrival_hash = $1 AND device.arrival_until > $2 AND device.ended_at IS NULL";
pub(super) const WAITING_SINCE: &str = "\
    SELECT (
        SELECT COUNT(*) FROM feed_body JOIN report ON report.id = feed_body.id
        WHERE feed_body.office = $1 AND feed_body.kind = 'report' AND feed_body.seq > $2
            AND report.state = 'submitted'
    ) + (
        SELECT COUNT(*) FROM feed_body JOIN application ON application.id = feed_body.id
        WHERE feed_body.office = $1 AND feed_body.kind = 'application' AND feed_body.seq > $2
            AND application.state = 'at_office'
    )";

// Reports

pub(super) const REVISION_OF_SUBMISSION: &str = "\
    SELECT report.id, report.reference, revision.number, revision.content_hash,
        revision.received_at FROM revision
    JOIN report ON report.id = revision.report_id
    WHERE revision.unit_no = $1 AND revision.submission_id = $2";
pub(super) const REPORT_OF_UNIT: &str =
    "SELECT id, office FROM report WHERE unit_no = $1 AND period = $2";
pub(super) const ADD_REPORT: &str = "\
    INSERT INTO report (id, office, unit_no, period, reference, state, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(super) const SET_REPORT: &str =
    "UPDATE report SET state = $3, revision = $4 WHERE id = $1 AND office = $2";
pub(super) const ADD_REVISION: &str = "\
    INSERT INTO revision (report_id, number, unit_no, submission_id, content_hash, submission,
        submitter, client_id, person_id, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

// Drafts, and what a unit's pages see

pub(super) const DRAFT: &str = "\
    SELECT version, content, saved_at, saved_by, person_id FROM draft
    WHERE unit_no = $1 AND period = $2";
pub(super) const LOCK_DRAFT: &str =
    "SELECT version FROM draft WHERE unit_no = $1 AND period = $2 FOR UPDATE";
pub(super) const DRAFTS_OF_UNIT: &str = "\
    SELECT period FROM draft WHERE unit_no = $1 AND content IS NOT NULL";
pub(super) const PUT_DRAFT: &str = "\
    INSERT INTO draft (unit_no, period, version, content, saved_at, saved_by, person_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (unit_no, period) DO UPDATE SET version = excluded.version,
        content = excluded.content, saved_at = excluded.saved_at, saved_by = excluded.saved_by,
        person_id = excluded.person_id WHERE draft.version + 1 = excluded.version";
pub(super) const PORTAL_UNIT: &str = "\
    SELECT unit.name, unit.office, office.official_name FROM unit
    JOIN office ON office.id = unit.office WHERE unit.unit_no = $1";
pub(super) const REPORTS_OF_UNIT: &str = "\
    SELECT feed_body.body FROM report JOIN feed_body ON feed_body.office = report.office
        AND feed_body.kind = 'report' AND feed_body.id = report.id
    WHERE report.unit_no = $1 ORDER BY report.period DESC";
pub(super) const OFFICER_CONTACT: &str = "\
    SELECT person.email, person.phone FROM person WHERE person.id = $1 AND EXISTS (
        SELECT 1 FROM role WHERE role.person_id = person.id AND role.kind = 'officer'
            AND role.office = $2 AND role.valid_from <= $3
            AND (role.valid_to IS NULL OR role.valid_to > $3))";

// Periods

pub(super) const PUT_PERIOD: &str = "\
    INSERT INTO period (period, template, municipality_deadline, office_deadline, opened_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (period) DO UPDATE SET template = excluded.template,
        municipality_deadline = excluded.municipality_deadline,
        office_deadline = excluded.office_deadline, closed_at = NULL";
pub(super) const PERIOD: &str = "\
    SELECT period, template, municipality_deadline, office_deadline FROM period
    WHERE period = $1 AND closed_at IS NULL";
pub(super) const PERIODS: &str = "\
    SELECT period, template, municipality_deadline, office_deadline FROM period
    WHERE closed_at IS NULL ORDER BY period DESC";
pub(super) const FORM_OF_PERIOD: &str = "SELECT template FROM period WHERE period = $1";
pub(super) const ALL_PERIODS: &str = "\
    SELECT period.period, period.template, period.municipality_deadline, period.office_deadline,
        period.opened_at, period.closed_at,
        (SELECT COUNT(*) FROM report WHERE report.period = period.period)
    FROM period ORDER BY period.period DESC";
pub(super) const CLOSE_PERIOD: &str =
    "UPDATE period SET closed_at = $2 WHERE period = $1 AND closed_at IS NULL";
pub(super) const STATES_IN: &str = "\
    SELECT unit.unit_no, unit.name, unit.county_no, unit.office, report.state,
        report.revision
    FROM unit
    LEFT JOIN report ON report.unit_no = unit.unit_no AND report.period = $1
    WHERE (unit.reports_from IS NULL OR unit.reports_from <= $3)
        AND (unit.reports_to IS NULL OR unit.reports_to >= $2)
    ORDER BY unit.county_no, unit.unit_no";
pub(super) const COUNTIES: &str = "SELECT county_no, name, office FROM county ORDER BY county_no";
pub(super) const PERIOD_FOR_UNIT: &str = "\
    SELECT period.period, period.template, period.municipality_deadline, period.office_deadline
    FROM period LEFT JOIN unit ON unit.unit_no = $2
    WHERE period.period = $1 AND period.closed_at IS NULL
        AND (unit.reports_from IS NULL OR unit.reports_from <= $4)
        AND (unit.reports_to IS NULL OR unit.reports_to >= $3)";
pub(super) const UNIT_SPAN: &str = "SELECT reports_from, reports_to FROM unit WHERE unit_no = $1";
pub(super) const REPORTS_OF_PERIOD: &str = "SELECT COUNT(*) FROM report WHERE period = $1";

// Feed

pub(super) const LOCK_OFFICE: &str = "SELECT seq FROM office_head WHERE office = $1 FOR UPDATE";
pub(super) const PLACE: &str = "SELECT seq, chain FROM office_head WHERE office = $1";
pub(super) const SET_HEAD: &str =
    "UPDATE office_head SET seq = $2, chain = $3 WHERE office = $1 AND seq = $2 - 1";
pub(super) const HEAD: &str = "SELECT seq FROM office_head WHERE office = $1";
pub(super) const HEADS: &str = "SELECT office, seq FROM office_head";
pub(super) const ADD_ENTRY: &str = "\
    INSERT INTO feed_entry (office, seq, kind, id, rev, payload_hash, chain, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(super) const PUT_BODY: &str = "\
    INSERT INTO feed_body (office, kind, id, rev, seq, body) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (office, kind, id) DO UPDATE SET rev = excluded.rev, seq = excluded.seq,
        body = excluded.body WHERE feed_body.rev + 1 = excluded.rev";
pub(super) const CHAIN_AT: &str = "SELECT chain FROM feed_entry WHERE office = $1 AND seq = $2";
pub(super) const ENTRIES: &str = "\
    SELECT feed_entry.seq, feed_entry.kind, feed_entry.id, feed_entry.rev,
        feed_entry.payload_hash, CAST(COALESCE(octet_length(feed_body.body), 0) AS BIGINT)
    FROM feed_entry LEFT JOIN feed_body
        ON feed_body.office = feed_entry.office AND feed_body.seq = feed_entry.seq
    WHERE feed_entry.office = $1 AND feed_entry.seq > $2 ORDER BY feed_entry.seq LIMIT $3";
pub(super) const BODIES: &str = "\
    SELECT kind, id, rev, body FROM feed_body
    WHERE office = $1 AND seq > $2 AND seq <= $3 ORDER BY seq";
pub(super) const BODY: &str =
    "SELECT rev, body FROM feed_body WHERE office = $1 AND kind = $2 AND id = $3";

// Decisions

pub(super) const DECISION: &str = "\
    SELECT person_id, bytes_hash, answer FROM decision WHERE id = $1 UNION ALL
    SELECT person_id, bytes_hash, answer FROM application_decision WHERE id = $1";
pub(super) const ADD_DECISION: &str = "\
    INSERT INTO decision (id, person_id, session_id, bytes, bytes_hash, outcome, answer, report_id,
        revision, reopenings, receipt_number, received_at, office)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (id) DO NOTHING";
pub(super) const NEXT_RECEIPT: &str = "\
    INSERT INTO receipt_counter (year, last) VALUES ($1, 1)
    ON CONFLICT (year) DO UPDATE SET last = receipt_counter.last + 1 RETURNING last";
pub(super) const SKIP_RECEIPTS: &str = "\
    INSERT INTO receipt_counter (year, last) VALUES ($1, $2)
    ON CONFLICT (year) DO UPDATE SET last = receipt_counter.last + excluded.last";

// Reopening

pub(super) const OPEN_REOPENING_REQUEST: &str = "\
    SELECT reason FROM reopening_request
    WHERE report_id = $1 AND revision = $2 AND decided_at IS NULL";
pub(super) const ADD_REOPENING_REQUEST: &str = "\
    INSERT INTO reopening_request (id, report_id, revision, office, person_id, reason, asked_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const REOPENING_REQUESTS: &str = "\
    SELECT report.id, report.reference, unit.name, reopening_request.revision,
        reopening_request.office, reopening_request.reason, reopening_request.asked_at
    FROM reopening_request JOIN report ON report.id = reopening_request.report_id
    JOIN unit ON unit.unit_no = report.unit_no
    WHERE reopening_request.decided_at IS NULL AND ($1 IS NULL OR report.id = $1)
    ORDER BY reopening_request.asked_at, reopening_request.id";
pub(super) const ANSWER_REOPENING_REQUESTS: &str = "\
    UPDATE reopening_request SET decided_at = $2, decided_by = $3, refused_because = $4
    WHERE report_id = $1 AND decided_at IS NULL";
pub(super) const ARRIVED: &str = "\
    SELECT delivery.decision_id, report.id, report.reference, unit.name, delivery.office,
        report.period, delivery.revision, delivery.queued_at
    FROM delivery JOIN report ON report.id = delivery.report_id
    JOIN unit ON unit.unit_no = report.unit_no
    WHERE delivery.acknowledged_at IS NULL AND ($1 IS NULL OR report.id = $1)
    ORDER BY delivery.seq LIMIT $2";
pub(super) const DELIVERED_IN: &str = "\
    SELECT delivery.body, delivery.queued_at, delivery.acknowledged_at, report.unit_no, report.state,
        report.revision
    FROM delivery JOIN report ON report.id = delivery.report_id
    WHERE report.period = $1 AND NOT EXISTS (SELECT 1 FROM delivery AS later
        WHERE later.report_id = delivery.report_id AND later.seq > delivery.seq)
    ORDER BY report.unit_no";
pub(super) const EXPORTED: &str = "\
    SELECT COUNT(*) FROM report WHERE report.period = $1 AND report.state = 'approved'
        AND EXISTS (SELECT 1 FROM delivery WHERE delivery.report_id = report.id)";
pub(super) const EXPORT: &str = "\
    SELECT delivery.body FROM delivery JOIN report ON report.id = delivery.report_id
    WHERE report.period = $1 AND report.state = 'approved' AND report.unit_no > $2
        AND NOT EXISTS (SELECT 1 FROM delivery AS later
            WHERE later.report_id = delivery.report_id AND later.seq > delivery.seq)
    ORDER BY report.unit_no LIMIT $3";
pub(super) const DELIVERED: &str = "\
    SELECT delivery.body, delivery.queued_at, delivery.acknowledged_at, report.unit_no, report.state,
        report.revision
    FROM delivery JOIN report ON report.id = delivery.report_id
    WHERE report.id = $1 ORDER BY delivery.seq DESC LIMIT 1";

// Applications for access

pub(super) const ADD_APPLICATION: &str = "\
    INSERT INTO application (id, person_id, office, state, at_bufdir, rev, body, received_at)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT DO NOTHING";
pub(super) const APPLICATION: &str = "SELECT office, rev, body FROM application WHERE id = $1";
pub(super) const LOCK_APPLICATION: &str = "SELECT id FROM application WHERE id = $1 FOR UPDATE";
pub(super) const SET_APPLICATION: &str = "\
    UPDATE application SET state = $3, at_bufdir = CASE WHEN $4 = 1 THEN 1 ELSE at_bufdir END,
        body = $5, valid_to = $6, rev = rev + 1 WHERE id = $1 AND rev = $2";
pub(super) const OWN_APPLICATIONS: &str = "\
    SELECT body FROM application WHERE person_id = $1 ORDER BY received_at DESC, id DESC";
pub(super) const APPLICATIONS_AT_BUFDIR: &str =
    "SELECT body FROM application WHERE state = 'at_bufdir' ORDER BY received_at, id";
pub(super) const APPLICATIONS_PAST_BUFDIR: &str = "\
    SELECT body FROM application WHERE at_bufdir = 1 AND state <> 'at_bufdir'
    ORDER BY received_at DESC, id DESC LIMIT $1";
pub(super) const ADD_APPLICATION_DECISION: &str = "\
    INSERT INTO application_decision (id, person_id, session_id, office, bytes, bytes_hash, outcome,
        answer, application_id, receipt_number, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING";
pub(super) const ADD_READER: &str = "\
    INSERT INTO role (id, person_id, kind, valid_from, valid_to, stands_in, application_id)
    VALUES ($1, $2, $3, $4, $5, 0, $6)";
pub(super) const END_READER: &str = "\
    UPDATE role SET valid_to = $2 WHERE application_id = $1 AND valid_to > $2";
pub(super) const ACCESS: &str = "\
    SELECT body FROM application
    WHERE state = 'approved' AND valid_to > $2 AND ($1 IS NULL OR office = $1)";

// Published figures

pub(super) const FIGURE_HEAD: &str = "SELECT seq FROM figure_head";
pub(super) const NEXT_FIGURES: &str =
    "UPDATE figure_head SET seq = seq + 1 WHERE one = 1 RETURNING seq";
pub(super) const APPROVED_BODIES: &str = "\
    SELECT feed_body.body FROM report JOIN feed_body
        ON feed_body.office = report.office AND feed_body.kind = 'report' AND feed_body.id = report.id
    WHERE report.state = 'approved' ORDER BY report.period, report.unit_no";
pub(super) const FIGURE_PERIODS: &str = "\
    SELECT period FROM figure UNION SELECT period FROM figure_shown";
pub(super) const FIGURES_OF_PERIOD: &str =
    "SELECT indicator, unit_no, part, whole FROM figure WHERE period = $1 AND seq > $2";
pub(super) const SQLITE_PUT_FIGURES: &str = "\
    INSERT INTO figure (period, indicator, unit_no, part, whole, seq)
    SELECT value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS BIGINT), CAST(value ->> 4 AS BIGINT),
        CAST($2 AS BIGINT)
    FROM json_each($1) WHERE TRUE
    ON CONFLICT (period, indicator, unit_no) DO UPDATE SET part = excluded.part, whole = excluded.whole, seq = excluded.seq";
pub(super) const POSTGRES_PUT_FIGURES: &str = "\
    INSERT INTO figure (period, indicator, unit_no, part, whole, seq)
    SELECT value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS BIGINT), CAST(value ->> 4 AS BIGINT),
        CAST($2 AS BIGINT)
    FROM jsonb_array_elements(CAST($1 AS JSONB)) AS rows (value)
    ON CONFLICT (period, indicator, unit_no) DO UPDATE SET part = excluded.part, whole = excluded.whole, seq = excluded.seq";
pub(super) const SQLITE_PUT_SHOWN: &str = "\
    INSERT INTO figure_shown (period, indicator, area, part, part_hidden, whole, whole_hidden, missing, seq)
    SELECT value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS BIGINT), CAST(value ->> 4 AS BIGINT),
        CAST(value ->> 5 AS BIGINT), CAST(value ->> 6 AS BIGINT), CAST(value ->> 7 AS BIGINT),
        CAST($2 AS BIGINT)
    FROM json_each($1) WHERE TRUE
    ON CONFLICT (period, indicator, area) DO UPDATE SET part = excluded.part, part_hidden = excluded.part_hidden, whole = excluded.whole,
        whole_hidden = excluded.whole_hidden, missing = excluded.missing, seq = excluded.seq";
pub(super) const POSTGRES_PUT_SHOWN: &str = "\
    INSERT INTO figure_shown (period, indicator, area, part, part_hidden, whole, whole_hidden, missing, seq)
    SELECT value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS BIGINT), CAST(value ->> 4 AS BIGINT),
        CAST(value ->> 5 AS BIGINT), CAST(value ->> 6 AS BIGINT), CAST(value ->> 7 AS BIGINT),
        CAST($2 AS BIGINT)
    FROM jsonb_array_elements(CAST($1 AS JSONB)) AS rows (value)
    ON CONFLICT (period, indicator, area) DO UPDATE SET part = excluded.part, part_hidden = excluded.part_hidden, whole = excluded.whole,
        whole_hidden = excluded.whole_hidden, missing = excluded.missing, seq = excluded.seq";
pub(super) const SQLITE_PUT_SUMS: &str = "\
    INSERT INTO figure_sum (period, indicator, area, office, part, whole, missing, seq)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, CAST(value ->> 4 AS BIGINT),
        CAST(value ->> 5 AS BIGINT), CAST(value ->> 6 AS BIGINT), CAST($2 AS BIGINT)
    FROM json_each($1) WHERE TRUE
    ON CONFLICT (period, indicator, area) DO UPDATE SET office = excluded.office, part = excluded.part, whole = excluded.whole, missing = excluded.missing,
        seq = excluded.seq";
pub(super) const POSTGRES_PUT_SUMS: &str = "\
    INSERT INTO figure_sum (period, indicator, area, office, part, whole, missing, seq)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, CAST(value ->> 4 AS BIGINT),
        CAST(value ->> 5 AS BIGINT), CAST(value ->> 6 AS BIGINT), CAST($2 AS BIGINT)
    FROM jsonb_array_elements(CAST($1 AS JSONB)) AS rows (value)
    ON CONFLICT (period, indicator, area) DO UPDATE SET office = excluded.office, part = excluded.part, whole = excluded.whole, missing = excluded.missing,
        seq = excluded.seq";
pub(super) const SHOWN_OF_PERIOD: &str = "\
    SELECT indicator, area, part, part_hidden, whole, whole_hidden, missing FROM figure_shown
    WHERE period = $1 AND seq > $2";
pub(super) const SHOWN_IN_COUNTY: &str = "\
    SELECT period, indicator, area, part, part_hidden, whole, whole_hidden, missing FROM figure_shown
    WHERE area IN (SELECT unit_no FROM unit WHERE county_no = $1
        UNION ALL SELECT county_no FROM county WHERE county_no = $1 UNION ALL SELECT 'NO')";
pub(super) const FIGURES_IN_COUNTY: &str = "\
    SELECT figure.period, figure.indicator, figure.unit_no, figure.part, figure.whole
    FROM figure JOIN unit ON unit.unit_no = figure.unit_no
    WHERE unit.county_no = $1 AND figure.part IS NOT NULL";
pub(super) const SUMS_OF_PERIOD: &str = "\
    SELECT indicator, area, office, part, whole, missing FROM figure_sum
    WHERE period = $1 AND seq > $2";
pub(super) const SUMS_IN_COUNTY: &str = "\
    SELECT period, indicator, area, part, whole, missing FROM figure_sum WHERE area IN ('NO', $1)";
pub(super) const SUMS_OF_COUNTRY: &str = "SELECT COUNT(*) FROM figure_sum WHERE area = 'NO'";
pub(super) const FIGURE_CHANGES: &str = "\
    SELECT seq, COUNT(*) FROM (
        SELECT figure.seq AS seq FROM figure JOIN unit ON unit.unit_no = figure.unit_no
        WHERE unit.office = $1 AND figure.seq > $2
        UNION ALL
        SELECT seq FROM figure_sum WHERE office = $1 AND seq > $2
        UNION ALL
        SELECT seq FROM figure_shown WHERE area = 'NO' AND seq > $2
    ) AS changed GROUP BY seq ORDER BY seq";
pub(super) const CHANGED_FIGURES: &str = "\
    SELECT figure.period, figure.indicator, figure.unit_no, figure.part, figure.whole
    FROM figure JOIN unit ON unit.unit_no = figure.unit_no
    WHERE unit.office = $1 AND figure.seq > $2 AND figure.seq <= $3
    ORDER BY figure.seq, figure.period, figure.unit_no, figure.indicator";
pub(super) const CHANGED_SUMS: &str = "\
    SELECT period, indicator, area, part, whole, missing FROM figure_sum
    WHERE office = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, period, area, indicator";
pub(super) const CHANGED_COUNTRY: &str = "\
    SELECT period, indicator, area, part, part_hidden, whole, whole_hidden, missing FROM figure_shown
    WHERE area = 'NO' AND seq > $1 AND seq <= $2 ORDER BY seq, period, indicator";
pub(super) const READERS_APPLICATIONS: &str = "\
    SELECT application.body FROM role LEFT JOIN application ON application.id = role.application_id
    WHERE role.person_id = $1 AND role.kind = 'reader' AND role.valid_from <= $2
        AND (role.valid_to IS NULL OR role.valid_to > $2)
    ORDER BY role.id";

// Mail

pub(super) const ADD_MAIL_CAUSE: &str = "\
    INSERT INTO mail_cause (id, cause, cause_id, body, created_at) VALUES ($1, $2, $3, $4, $5)";
pub(super) const IS_MAIL_CAUSE: &str =
    "SELECT COUNT(*) FROM mail_cause WHERE cause = $1 AND cause_id = $2";
pub(super) const SUBMITTER: &str =
    "SELECT person_id FROM revision WHERE report_id = $1 AND number = $2";
pub(super) const LOCK_MAIL: &str = "SELECT one FROM mail_head WHERE one = 1 FOR UPDATE";
pub(super) const MAIL_CAUSES_WAITING: &str = "\
    SELECT id, body, created_at FROM mail_cause WHERE spread_at IS NULL
    ORDER BY created_at, id LIMIT $1";
pub(super) const SPREAD_MAIL_CAUSE: &str =
    "UPDATE mail_cause SET spread_at = $2 WHERE id = $1 AND spread_at IS NULL";
pub(super) const HOLDERS: &str = "\
    SELECT DISTINCT person_id FROM role
    WHERE kind = $1 AND ($2 IS NULL OR COALESCE(office, unit_no) = $2)
        AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3) ORDER BY person_id";
pub(super) const MISSING_REPORTERS: &str = "\
    SELECT DISTINCT role.person_id, role.unit_no FROM role
    JOIN unit ON unit.unit_no = role.unit_no
    WHERE role.kind = 'reporter' AND role.valid_from <= $2
        AND (role.valid_to IS NULL OR role.valid_to > $2)
        AND (unit.reports_from IS NULL OR unit.reports_from <= $4)
        AND (unit.reports_to IS NULL OR unit.reports_to >= $3) AND NOT EXISTS (
            SELECT 1 FROM report WHERE report.unit_no = role.unit_no AND report.period = $1
                AND report.state NOT IN ('draft', 'withdrawn'))
    ORDER BY role.person_id, role.unit_no";
pub(super) const MISSING_UNIT: &str = "\
    SELECT unit.name FROM unit WHERE unit.unit_no = $1 AND NOT EXISTS (
        SELECT 1 FROM report WHERE report.unit_no = unit.unit_no AND report.period = $2
            AND report.state NOT IN ('draft', 'withdrawn'))";
pub(super) const ADD_MAIL_ITEM: &str = "\
    INSERT INTO mail_item (cause_id, person_id, units, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (cause_id, person_id) DO NOTHING";
pub(super) const MAIL_ITEMS_WAITING: &str = "\
    SELECT mail_item.person_id, mail_item.created_at, mail_cause.body, mail_wishes.body
    FROM mail_item JOIN mail_cause ON mail_cause.id = mail_item.cause_id
    LEFT JOIN mail_wishes ON mail_wishes.person_id = mail_item.person_id
    WHERE mail_item.mail_id IS NULL AND mail_item.dropped IS NULL";
pub(super) const MAIL_ITEMS_OF: &str = "\
    SELECT mail_item.cause_id, mail_item.units, mail_item.created_at, mail_cause.body
    FROM mail_item JOIN mail_cause ON mail_cause.id = mail_item.cause_id
    WHERE mail_item.person_id = $1 AND mail_item.mail_id IS NULL AND mail_item.dropped IS NULL
    ORDER BY mail_item.created_at, mail_item.cause_id";
pub(super) const REACHED: &str = "\
    SELECT person.confirmed_email, mail_wishes.body
    FROM person LEFT JOIN mail_wishes ON mail_wishes.person_id = person.id WHERE person.id = $1";
pub(super) const DROP_MAIL_ITEM: &str = "\
    UPDATE mail_item SET dropped = $3 WHERE cause_id = $1 AND person_id = $2
        AND mail_id IS NULL AND dropped IS NULL";
pub(super) const MAIL_ITEM_IS_IN: &str = "\
    UPDATE mail_item SET mail_id = $3 WHERE cause_id = $1 AND person_id = $2
        AND mail_id IS NULL AND dropped IS NULL";
pub(super) const APPLICATION_STATE: &str = "SELECT state FROM application WHERE id = $1";
pub(super) const REPORT_STATE: &str = "SELECT state, revision FROM report WHERE id = $1";
pub(super) const OFFICE_OF_REPORT: &str = "SELECT office FROM report WHERE id = $1";
pub(super) const READ_SINCE: &str = "\
    SELECT COUNT(*) FROM audit WHERE actor_id = $1 AND at > $2 AND action = $3
        AND ($4 IS NULL OR office = $4) AND ($5 IS NULL OR object = $5)";
pub(super) const ADD_MAIL: &str = "\
    INSERT INTO mail (id, person_id, address, language, body, state, tries, next_at, created_at)
    VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $6)";
pub(super) const MAILS_DUE: &str = "\
    SELECT id FROM mail WHERE state = 'waiting' AND next_at <= $1
        AND (leased_until IS NULL OR leased_until <= $1) ORDER BY next_at, id LIMIT $2";
pub(super) const LEASE_MAIL: &str = "\
    UPDATE mail SET leased_until = $3 WHERE id = $1 AND state = 'waiting'
        AND (leased_until IS NULL OR leased_until <= $2)";
pub(super) const MAIL: &str =
    "SELECT person_id, address, language, body, tries, created_at FROM mail WHERE id = $1";
pub(super) const MAIL_SENT: &str = "\
    UPDATE mail SET state = 'sent', sent_at = $2, leased_until = NULL, fault = NULL, tries = tries + 1
    WHERE id = $1 AND state = 'waiting'";
pub(super) const MAIL_FAILED: &str = "\
    UPDATE mail SET state = $4, next_at = $3, fault = $2, leased_until = NULL, tries = tries + 1
    WHERE id = $1 AND state = 'waiting'";
pub(super) const MAILS_PARKED: &str = "\
    SELECT id, person_id, tries, fault, created_at FROM mail WHERE state = 'parked'
    ORDER BY created_at, id";
pub(super) const RESEND_MAILS: &str = "\
    UPDATE mail SET state = 'waiting', tries = 0, next_at = $2, fault = NULL
    WHERE state = 'parked' AND ($1 IS NULL OR id = $1)";
pub(super) const MAIL_BACKLOG: &str = "\
    SELECT (SELECT COUNT(*) FROM mail WHERE state = 'waiting'),
        (SELECT COUNT(*) FROM mail WHERE state = 'parked'),
        (SELECT MIN(created_at) FROM mail WHERE state = 'waiting')";

/// One report at most is of a unit and a half-year. Asked for its state, PostgreSQL looks it up for each of the
/// office's units; asked whether there is one, it reads those of the whole country.
pub(super) const MISSING_AT_OFFICE: &str = "\
    SELECT unit.unit_no, unit.name FROM unit
    WHERE unit.office = $2 AND (unit.reports_from IS NULL OR unit.reports_from <= $4)
        AND (unit.reports_to IS NULL OR unit.reports_to >= $3) AND COALESCE(
            (SELECT report.state FROM report WHERE report.unit_no = unit.unit_no AND report.period = $1),
            'draft') IN ('draft', 'withdrawn')
    ORDER BY unit.unit_no";
pub(super) const REMINDER_RECEIVERS: &str = "\
    SELECT DISTINCT role.unit_no, role.person_id, person.confirmed_email, mail_wishes.body
    FROM role JOIN person ON person.id = role.person_id
    JOIN unit ON unit.unit_no = role.unit_no
    LEFT JOIN mail_wishes ON mail_wishes.person_id = role.person_id
    WHERE role.kind = 'reporter' AND unit.office = $1 AND role.valid_from <= $2
        AND (role.valid_to IS NULL OR role.valid_to > $2)
    ORDER BY role.unit_no, role.person_id";
pub(super) const UNITS_OF_OFFICE: &str =
    "SELECT unit_no, name FROM unit WHERE office = $1 ORDER BY unit_no";
pub(super) const OFFICE_NAME: &str = "SELECT official_name FROM office WHERE id = $1";
pub(super) const ADD_REMINDER: &str = "\
    INSERT INTO reminder (office, reminding_id, unit_no, period, outcome, receivers, person_id, sent_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(super) const REMINDING: &str = "\
    SELECT unit_no, period, outcome, receivers FROM reminder
    WHERE office = $1 AND reminding_id = $2 ORDER BY unit_no";
pub(super) const REMINDED_SINCE: &str = "\
    SELECT unit_no FROM reminder
    WHERE office = $1 AND period = $2 AND outcome = 'reminded' AND sent_at > $3";
/// What a reminder's mails became, beside the reminder.
pub(super) const REMINDERS_SENT: &str = "\
    SELECT reminder.unit_no, unit.name, reminder.sent_at, person.name, reminder.receivers,
        (SELECT COUNT(*) FROM mail_cause JOIN mail_item ON mail_item.cause_id = mail_cause.id
            JOIN mail ON mail.id = mail_item.mail_id
            WHERE mail_cause.cause = 'reminder' AND mail.state = 'sent' AND mail_cause.cause_id =
                reminder.office || '/' || reminder.reminding_id || '/' || reminder.unit_no),
        (SELECT COUNT(*) FROM mail_cause JOIN mail_item ON mail_item.cause_id = mail_cause.id
            JOIN mail ON mail.id = mail_item.mail_id
            WHERE mail_cause.cause = 'reminder' AND mail.state = 'parked' AND mail_cause.cause_id =
                reminder.office || '/' || reminder.reminding_id || '/' || reminder.unit_no),
        (SELECT COUNT(*) FROM mail_cause JOIN mail_item ON mail_item.cause_id = mail_cause.id
            WHERE mail_cause.cause = 'reminder' AND mail_item.dropped IN ('settled', 'unwanted')
                AND mail_cause.cause_id =
                reminder.office || '/' || reminder.reminding_id || '/' || reminder.unit_no)
    FROM reminder JOIN unit ON unit.unit_no = reminder.unit_no
    JOIN person ON person.id = reminder.person_id
    WHERE reminder.office = $1 AND reminder.period = $2 AND reminder.outcome = 'reminded'
    ORDER BY reminder.sent_at DESC, reminder.unit_no LIMIT $3";

pub(super) const ADDRESSES: &str = "SELECT email, confirmed_email FROM person WHERE id = $1";
pub(super) const EMAIL_CODE: &str = "\
    SELECT email, salt, tries_left, given_at, expires_at FROM email_code WHERE person_id = $1";
pub(super) const PUT_EMAIL_CODE: &str = "\
    INSERT INTO email_code (person_id, email, salt, tries_left, given_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (person_id) DO UPDATE SET email = excluded.email, salt = excluded.salt,
        tries_left = excluded.tries_left, given_at = excluded.given_at, expires_at = excluded.expires_at";
pub(super) const TRY_EMAIL_CODE: &str = "\
    UPDATE email_code SET tries_left = tries_left - 1 WHERE person_id = $1 AND tries_left > 0";
pub(super) const FORGET_EMAIL_CODE: &str = "DELETE FROM email_code WHERE person_id = $1";
pub(super) const CONFIRM_EMAIL: &str =
    "UPDATE person SET confirmed_email = $2 WHERE id = $1 AND email = $2";
pub(super) const MAIL_WISHES: &str = "SELECT body FROM mail_wishes WHERE person_id = $1";
pub(super) const PUT_MAIL_WISHES: &str = "\
    INSERT INTO mail_wishes (person_id, body) VALUES ($1, $2)
    ON CONFLICT (person_id) DO UPDATE SET body = excluded.body";

// Audit

pub(super) const ADD_AUDIT: &str = "\
    INSERT INTO audit (at, actor, actor_id, session_id, action, object, office)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(super) const AUDIT: &str = "\
    SELECT at, actor, actor_id, session_id, action, object, office FROM audit
    WHERE ($1 IS NULL OR at >= $1) AND ($2 IS NULL OR at < $2)
        AND ($3 IS NULL OR actor_id = $3) AND ($4 IS NULL OR office = $4)
        AND ($5 IS NULL OR action = $5)
    ORDER BY id DESC LIMIT $6";

pub(super) const AUDIT_NAMED: &str = "\
    SELECT audit.id, audit.at, audit.actor, audit.actor_id, actor.name, audit.action, audit.object,
        COALESCE(report.reference, subject.name), audit.office
    FROM audit LEFT JOIN person AS actor ON actor.id = audit.actor_id
    LEFT JOIN person AS subject ON subject.id = audit.object
    LEFT JOIN report ON report.id = substr(audit.object, 1, 36)
    WHERE ($1 IS NULL OR audit.at >= $1) AND ($2 IS NULL OR audit.at < $2)
        AND ($3 IS NULL OR audit.actor_id = $3) AND ($4 IS NULL OR audit.office = $4)
        AND ($5 IS NULL OR audit.action = $5) AND ($6 IS NULL OR audit.id < $6)
    ORDER BY audit.id DESC LIMIT $7";
/// Each kind of act once, by leaps over the index.
pub(super) const AUDIT_ACTIONS: &str = "\
    WITH RECURSIVE kind (action) AS (
        SELECT MIN(action) FROM audit UNION ALL
        SELECT (SELECT MIN(audit.action) FROM audit WHERE audit.action > kind.action) FROM kind
        WHERE kind.action IS NOT NULL
    ) SELECT action FROM kind WHERE action IS NOT NULL ORDER BY action";

// The database as a whole

pub(super) const POSTGRES_SET_REALM: &str = "\
    SELECT set_config('halvaarsrapport.realm', $1, true),
        set_config('halvaarsrapport.office', $2, true),
        set_config('halvaarsrapport.units', $3, true),
        set_config('halvaarsrapport.person', $4, true),
        set_config('halvaarsrapport.figures', $5, true)";

pub(super) const MIGRATIONS: &str =
    "SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version";
/// Of a simulation's full disk: less than there are is as many as there are, and how many that is a connection knows
/// after a look.
pub(super) const SQLITE_NO_MORE_PAGES: &str = "\
    SELECT COUNT(*) FROM sqlite_master; PRAGMA max_page_count = 1";
pub(super) const SQLITE_MORE_PAGES: &str = "PRAGMA max_page_count = 4294967294";
pub(super) const SQLITE_TABLE: &str =
    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1";
pub(super) const POSTGRES_TABLE: &str = "\
    SELECT COUNT(*) FROM pg_tables
    WHERE schemaname = ANY (current_schemas(false)) AND tablename = $1";
pub(super) const POSTGRES_TABLES_OF_OTHERS: &str = "\
    SELECT COUNT(*) FROM pg_class WHERE relkind = 'r'
        AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        AND NOT pg_has_role(relowner, 'USAGE')";
pub(super) const POSTGRES_ALONE: &str = "SELECT pg_advisory_xact_lock(7140119)";
pub(super) const POSTGRES_NAME_ROLE: &str = "SELECT set_config('halvaarsrapport.role', $1, true)";
/// What the server does with each table. A table that is not named here is closed to it.
pub(super) const POSTGRES_ADMIT: &str = "\
    DO $$
    DECLARE
        role TEXT := current_setting('halvaarsrapport.role');
        given RECORD;
    BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
        FOR given IN SELECT * FROM (VALUES
            ('_sqlx_migrations', 'SELECT'),
            ('office', 'SELECT'),
            ('county', 'SELECT'),
            ('unit', 'SELECT, INSERT, UPDATE (reports_from, reports_to)'),
            ('period', 'SELECT, INSERT, UPDATE'),
            ('person', 'SELECT, INSERT, UPDATE'),
            ('role', 'SELECT, INSERT, UPDATE'),
            ('client', 'SELECT, INSERT, UPDATE'),
            ('bufdir_client', 'SELECT, INSERT, UPDATE'),
            ('device', 'SELECT, INSERT, UPDATE'),
            ('session', 'SELECT, INSERT, UPDATE'),
            ('session_pair', 'SELECT, INSERT, UPDATE'),
            ('traded_token', 'SELECT, INSERT, DELETE'),
            ('report', 'SELECT, INSERT, UPDATE'),
            ('revision', 'SELECT, INSERT'),
            ('office_head', 'SELECT, UPDATE'),
            ('feed_entry', 'SELECT, INSERT'),
            ('feed_body', 'SELECT, INSERT, UPDATE'),
            ('decision', 'SELECT, INSERT'),
            ('receipt_counter', 'SELECT, INSERT, UPDATE'),
            ('mail_cause', 'SELECT, INSERT, UPDATE (spread_at)'),
            ('mail', 'SELECT, INSERT, UPDATE'),
            ('mail_item', 'SELECT, INSERT, UPDATE (mail_id, dropped)'),
            ('mail_head', 'SELECT, UPDATE'),
            ('mail_wishes', 'SELECT, INSERT, UPDATE'),
            ('reminder', 'SELECT, INSERT'),
            ('email_code', 'SELECT, INSERT, UPDATE, DELETE'),
            ('delivery', 'SELECT, INSERT, UPDATE (acknowledged_at, acknowledged_by,
                acknowledged_by_person)'),
            ('delivery_head', 'SELECT, UPDATE'),
            ('reopening_request',
                'SELECT, INSERT, UPDATE (decided_at, decided_by, refused_because)'),
            ('application', 'SELECT, INSERT, UPDATE (state, at_bufdir, rev, body, valid_to)'),
            ('application_decision', 'SELECT, INSERT'),
            ('draft', 'SELECT, INSERT, UPDATE'),
            ('figure_head', 'SELECT, UPDATE'),
            ('figure', 'SELECT, INSERT, UPDATE'),
            ('figure_shown', 'SELECT, INSERT, UPDATE'),
            ('figure_sum', 'SELECT, INSERT, UPDATE'),
            ('audit', 'SELECT, INSERT')
        ) AS known (name, may) WHERE to_regclass(name) IS NOT NULL LOOP
            EXECUTE format('REVOKE ALL ON %I FROM %I', given.name, role);
            EXECUTE format('GRANT %s ON %I TO %I', given.may, given.name, role);
        END LOOP;
    END $$";
pub(super) const POSTGRES_ROLE: &str = "\
    SELECT rolsuper OR rolbypassrls, EXISTS (
        SELECT 1 FROM pg_class WHERE relkind = 'r' AND pg_has_role(relowner, 'USAGE')
            AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()))
    FROM pg_roles WHERE rolname = current_user";
/// What nobody need be kept from has no row security.
pub(super) const POSTGRES_OPEN: &str = "\
    SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r'
        AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        AND relname NOT IN
            ('_sqlx_migrations', 'office', 'county', 'unit', 'period', 'receipt_counter')
        AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (
            SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'operator'))
    ORDER BY relname LIMIT 1";
pub(super) const POSTGRES_WALLED: &str = "\
    SELECT COUNT(*) FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity
        AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())";
pub(super) const POSTGRES_CHANGEABLE: &str = "\
    SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r'
        AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        AND relname IN ('revision', 'feed_entry', 'decision', 'application_decision', 'reminder', 'audit')
        AND (has_any_column_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE, TRUNCATE'))
    ORDER BY relname LIMIT 1";
pub(super) const POSTGRES_UNREAD: &str = "\
    SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r'
        AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        AND NOT has_table_privilege(oid, 'SELECT')
    ORDER BY relname LIMIT 1";
pub(super) const SQLITE_INTEGRITY: &str = "PRAGMA integrity_check(1)";
pub(super) const SQLITE_COPY: &str = "VACUUM INTO $1";
pub(super) const POSTGRES_SNAPSHOT: &str = "SELECT pg_export_snapshot()";
pub(super) const POSTGRES_CLOCK: &str =
    "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
pub(super) const POSTGRES_RELATIONS: &str = "\
    SELECT COUNT(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    WHERE pg_namespace.nspname <> 'information_schema'
        AND NOT starts_with(pg_namespace.nspname, 'pg_')";
pub(super) const CHAINED_HEADS: &str = "SELECT office, seq, chain FROM office_head ORDER BY office";
pub(super) const REPORTS: &str = "SELECT COUNT(*) FROM report";
pub(super) const DECISIONS: &str = "SELECT COUNT(*) FROM decision";
pub(super) const CHAINED_ENTRIES: &str = "\
    SELECT seq, kind, id, rev, payload_hash, chain FROM feed_entry
    WHERE office = $1 AND seq > $2 ORDER BY seq LIMIT $3";
pub(super) const COVERED_BODIES: &str = "\
    SELECT feed_body.seq, feed_body.body, feed_entry.payload_hash
    FROM feed_body LEFT JOIN feed_entry
        ON feed_entry.office = feed_body.office AND feed_entry.seq = feed_body.seq
            AND feed_entry.kind = feed_body.kind AND feed_entry.id = feed_body.id
            AND feed_entry.rev = feed_body.rev
    WHERE feed_body.office = $1 AND feed_body.seq > $2 ORDER BY feed_body.seq LIMIT $3";
pub(super) const ENTRIES_WITHOUT_BODY: &str = "\
    SELECT COUNT(*) FROM feed_entry WHERE office = $1 AND NOT EXISTS (
        SELECT 1 FROM feed_body WHERE feed_body.office = feed_entry.office
            AND feed_body.kind = feed_entry.kind AND feed_body.id = feed_entry.id
            AND feed_body.rev >= feed_entry.rev)";

// Deliveries

pub(super) const ADD_BUFDIR_CLIENT: &str =
    "INSERT INTO bufdir_client (id, name, secret_hash, created_at) VALUES ($1, $2, $3, $4)";
pub(super) const BUFDIR_CLIENT: &str =
    "SELECT id FROM bufdir_client WHERE secret_hash = $1 AND ended_at IS NULL";
pub(super) const END_BUFDIR_CLIENT: &str =
    "UPDATE bufdir_client SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
pub(super) const BUFDIR_CLIENTS: &str =
    "SELECT id, name, created_at, ended_at FROM bufdir_client ORDER BY created_at, id";
pub(super) const NEXT_DELIVERY: &str =
    "UPDATE delivery_head SET seq = seq + 1 WHERE one = 1 RETURNING seq";
pub(super) const ADD_DELIVERY: &str = "\
    INSERT INTO delivery (seq, decision_id, report_id, revision, office, payload_hash, body, queued_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(super) const DELIVERY_HEAD: &str = "SELECT seq FROM delivery_head WHERE one = 1";
pub(super) const DELIVERY_SIZES: &str = "\
    SELECT seq, CAST(octet_length(body) AS BIGINT) FROM delivery
    WHERE seq > $1 ORDER BY seq LIMIT $2";
pub(super) const DELIVERIES: &str = "\
    SELECT seq, decision_id, payload_hash, body FROM delivery
    WHERE seq > $1 AND seq <= $2 ORDER BY seq";
pub(super) const DELIVERY_PLACE: &str =
    "SELECT report_id, office FROM delivery WHERE decision_id = $1";
pub(super) const ACKNOWLEDGED_AT: &str =
    "SELECT acknowledged_at FROM delivery WHERE decision_id = $1";
pub(super) const ACKNOWLEDGE: &str = "\
    UPDATE delivery SET acknowledged_at = $2, acknowledged_by = $3, acknowledged_by_person = $4
    WHERE decision_id = $1 AND acknowledged_at IS NULL";
pub(super) const DELIVERIES_WAITING: &str =
    "SELECT COUNT(*), MIN(queued_at) FROM delivery WHERE acknowledged_at IS NULL";
pub(super) const APPROVED_WITHOUT_DELIVERY: &str = "\
    SELECT report.id, report.office FROM report
    JOIN decision ON decision.report_id = report.id AND decision.revision = report.revision
    LEFT JOIN delivery ON delivery.decision_id = decision.id
    WHERE report.state = 'approved' AND decision.person_id IS NOT NULL AND delivery.seq IS NULL
    ORDER BY decision.received_at, decision.id";
