//! Pictures of what is shown when this machine, or the server, is put back to what it was before.

use std::path::Path;

use anyhow::Result;

use crate::{
    outcomes::{lost_at_server, older_copy},
    preferences::pictures,
    walk::{Walked, row},
};

/// Is decided in the copy.
const COPIED: (&str, &str) = ("3443", "HR-2026-1-3443");
/// Reports after the backup.
const FORGOTTEN: (&str, &str) = ("3442", "HR-2026-1-3442");

/// From a copy of before to a server of before.
pub(super) async fn pages(walked: &mut Walked, folder: &Path) -> Result<()> {
    let Walked {
        window,
        network,
        services,
        ..
    } = walked;
    let (unit, reference) = COPIED;
    services.send_report(unit, "2026-1".parse()?, 1).await?;
    window.find_css(&row(reference)).await?;
    let look = async |_: &str| pictures(window, "eldre-kopi").await;
    older_copy(window, network, &folder.join("desktop"), reference, look).await?;
    lost_at_server(window, services, FORGOTTEN).await?;
    // What the server has now is fetched afresh.
    let fetched = "[data-testid='count-open']:not([data-count='0'])";
    window.find_css(fetched).await?;
    pictures(window, "tapt-hos-serveren").await
}
