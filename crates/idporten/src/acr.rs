//! Levels of assurance.

/// ID-porten's levels, then Ansattporten's, each from low to high.
const FAMILIES: [&[&str]; 2] = [
    &[
        "idporten-loa-low",
        "idporten-loa-substantial",
        "idporten-loa-high",
    ],
    &["low", "substantial", "high"],
];

/// Whether a login at the level `given` is enough where `required` was asked for. A level that is not
/// known meets only itself.
pub fn level_is_met(required: &str, given: &str) -> bool {
    let place = |family: &[&str], level: &str| family.iter().position(|known| *known == level);
    required == given
        || FAMILIES.iter().any(|family| {
            matches!(
                (place(family, required), place(family, given)),
                (Some(required), Some(given)) if given >= required
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_level_meets_a_lower_one_of_the_same_family() {
        for (required, given, met) in [
            ("idporten-loa-high", "idporten-loa-high", true),
            ("idporten-loa-substantial", "idporten-loa-high", true),
            ("idporten-loa-high", "idporten-loa-substantial", false),
            ("idporten-loa-high", "idporten-loa-low", false),
            ("idporten-loa-high", "high", false),
            ("idporten-loa-high", "eidas-loa-high", false),
            ("idporten-loa-high", "", false),
            ("substantial", "high", true),
            ("entraid", "entraid", true),
            ("entraid", "high", false),
        ] {
            assert_eq!(level_is_met(required, given), met, "{required} {given}");
        }
    }
}
