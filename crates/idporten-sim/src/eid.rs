//! Electronic IDs and levels of assurance.

/// A level of assurance, from low to high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Low,
    Substantial,
    High,
}

impl Level {
    pub(crate) fn parse(acr: &str) -> Option<Self> {
        match acr {
            "idporten-loa-low" => Some(Self::Low),
            "idporten-loa-substantial" => Some(Self::Substantial),
            "idporten-loa-high" => Some(Self::High),
            _ => None,
        }
    }

    pub(crate) fn acr(self) -> &'static str {
        match self {
            Self::Low => "idporten-loa-low",
            Self::Substantial => "idporten-loa-substantial",
            Self::High => "idporten-loa-high",
        }
    }
}

/// The electronic IDs of the guide, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eid {
    Minid,
    Bankid,
    BankidMobil,
    Buypass,
    Commfides,
}

impl Eid {
    pub(crate) const ALL: [Self; 5] = [
        Self::Minid,
        Self::Bankid,
        Self::BankidMobil,
        Self::Buypass,
        Self::Commfides,
    ];

    /// Its place in URLs and in `data-testid`.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Minid => "minid",
            Self::Bankid => "bankid",
            Self::BankidMobil => "bankid-mobil",
            Self::Buypass => "buypass",
            Self::Commfides => "commfides",
        }
    }

    pub(crate) fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|eid| eid.slug() == slug)
    }

    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Minid => "MinID",
            Self::Bankid => "BankID",
            Self::BankidMobil => "BankID på mobil",
            Self::Buypass => "Buypass",
            Self::Commfides => "Commfides",
        }
    }

    pub(crate) fn level(self) -> Level {
        match self {
            Self::Minid => Level::Substantial,
            Self::Bankid | Self::BankidMobil | Self::Buypass | Self::Commfides => Level::High,
        }
    }

    /// The authentication method as ID-porten writes it.
    pub(crate) fn amr(self) -> &'static str {
        match self {
            Self::Minid => "Minid-APP",
            Self::Bankid => "BankID",
            Self::BankidMobil => "BankID Mobil",
            Self::Buypass => "Buypass",
            Self::Commfides => "Commfides",
        }
    }
}
