//! Identifiers. Each kind is a type of its own, so that one cannot stand in for another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
        $(#[$doc])*
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

uuid_id! {
    /// One report: one unit in one period, through all its revisions.
    ReportId
}
uuid_id! {
    /// One decision. Made by the client before the first send; also the idempotency key, for ever.
    DecisionId
}
uuid_id! {
    /// One act of sending a report. Only an equal submission id makes a duplicate.
    SubmissionId
}
uuid_id! {
    /// A person the server knows. Never derived from the national identity number.
    PersonId
}
uuid_id! {
    /// A machine as one person's: the same machine is another's under another id.
    DeviceId
}
uuid_id! {
    /// An installation of the desktop program, which gives itself this id.
    MachineId
}
uuid_id! {
    /// One role of a person.
    RoleId
}
uuid_id! {
    /// One application for access to the published figures.
    ApplicationId
}
uuid_id! {
    /// One act of reminding units. Made by the client before the first send: the same id again reminds nobody
    /// once more.
    RemindingId
}
text_id! {
    /// A County Governor's office, by its address name at statsforvalteren.no, such as `innlandet`.
    #[schema(examples("innlandet"))]
    OfficeId
}
text_id! {
    /// A reporting unit: four digits for a municipality, six for an Oslo city district.
    #[schema(pattern = "^[0-9]{4}([0-9]{2})?$", examples("3411"))]
    UnitNo
}
text_id! {
    /// A reporting point, such as `inv_closed`.
    PointId
}
text_id! {
    /// A control rule, such as `R16`.
    #[schema(examples("R16"))]
    RuleId
}

impl UnitNo {
    /// Whether it has the form of a number: four digits, or six.
    pub fn is_number(&self) -> bool {
        matches!(self.0.len(), 4 | 6) && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}
