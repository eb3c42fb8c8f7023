"""What the schema cannot say."""

import json
import os
import re
import uuid

import schemathesis
from schemathesis.core.parameters import ParameterLocation

UNIT_NO = "[0-9]{4}([0-9]{2})?"
PERIOD = "2[0-9]{3}-[12]"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

# What an operation says that did nothing.
REFUSALS = ["refused", "no_reason", "not_approved", "not_asked"]


@schemathesis.hook
def before_call(context, case, kwargs):
    place = case.path_parameters or {}
    replace(place, "unit_no", UNIT_NO, os.environ["UNIT_NO"])
    replace(place, "period", PERIOD, os.environ["PERIODS"].split()[0])
    for named in (place, case.body):
        # A report that is there; whatever else is named is not found.
        if isinstance(named, dict) and "REPORT_ID" in os.environ:
            replace(named, "report_id", UUID, os.environ["REPORT_ID"])
    case.body = body = whole(case.body)
    if isinstance(body, dict):
        # A case system sends for its own unit; whatever it sends for another one is not found.
        replace(body, "unit_no", UNIT_NO, os.environ["UNIT_NO"])
        # Other content is another sending. Under a known id the server would not look at it.
        content = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(body, sort_keys=True))
        replace(body, "submission_id", UUID, str(content))
        # Reports are received of half-years that are open; of several, so that none grows too long.
        periods = os.environ["PERIODS"].split()
        replace(body, "period", PERIOD, periods[content.int % len(periods)])


@schemathesis.check
def wrong_data_changes_nothing(context, response, case):
    """The portal may answer wrong data with a reason, and then it says that it refuses."""
    body = case.meta and case.meta.components.get(ParameterLocation.BODY)
    is_wrong = body is not None and body.mode.is_negative
    if is_wrong and case.path.startswith("/v1/portal/") and response.status_code == 200:
        assert response.json().get("kind") in REFUSALS, "wrong data was not refused"


def replace(body, key, pattern, value):
    """Only what is of the right form, so that wrong data stays wrong."""
    if isinstance(body.get(key), str) and re.fullmatch(pattern, body[key]):
        body[key] = value


def whole(value):
    """To JSON Schema 12.0 is a whole number. The server refuses it: an answer may be counted in whole
    tenths, and nobody could tell which of the two the sender meant."""
    if isinstance(value, dict):
        return {key: whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
