//! The tray on Linux: a status notifier item on the session's bus. No library of the system is needed for it.

use ksni::{Handle, Icon, MenuItem, ToolTip, TrayMethods, menu::StandardItem};

use crate::{Press, Tray};

/// What is done when something is pressed.
type OnPress = Box<dyn Fn(Press) + Send>;

/// The item in the tray; it goes with its last copy.
#[derive(Clone)]
pub struct Indicator {
    handle: Handle<Item>,
}

struct Item {
    shown: Tray,
    icon: Icon,
    pressed: OnPress,
}

impl Indicator {
    /// Shows it, with an icon of so many pixels a side in RGBA; none where nothing on this desktop shows trays.
    pub async fn show(
        shown: Tray,
        (width, rgba): (u32, &[u8]),
        pressed: impl Fn(Press) + Send + 'static,
    ) -> Option<Self> {
        let side = i32::try_from(width).ok()?;
        let item = Item {
            shown,
            icon: Icon {
                width: side,
                height: side,
                data: argb(rgba),
            },
            pressed: Box::new(pressed),
        };
        let spawned = item.spawn().await;
        let spawned = spawned.inspect_err(|error| tracing::info!(%error, "there is no tray"));
        spawned.ok().map(|handle| Self { handle })
    }

    /// Shows another state.
    pub async fn change(&self, shown: Tray) {
        self.handle.update(|item| item.shown = shown).await;
    }
}

impl std::fmt::Debug for Indicator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Indicator").finish_non_exhaustive()
    }
}

fn argb(rgba: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgba.as_chunks::<4>();
    pixels
        .iter()
        .flat_map(|[r, g, b, a]| [*a, *r, *g, *b])
        .collect()
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "halvaarsrapport".to_owned()
    }

    fn title(&self) -> String {
        "Halvårsrapport".to_owned()
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        vec![self.icon.clone()]
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.title(),
            description: self.shown.state.clone(),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        (self.pressed)(Press::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let state = StandardItem {
            label: self.shown.state.clone(),
            enabled: false,
            ..StandardItem::default()
        };
        let entries = self.shown.entries.iter().map(|entry| {
            let press = entry.press;
            let item = StandardItem {
                label: entry.label.clone(),
                enabled: entry.enabled,
                activate: Box::new(move |item: &mut Self| (item.pressed)(press)),
                ..StandardItem::default()
            };
            item.into()
        });
        [state.into(), MenuItem::Separator]
            .into_iter()
            .chain(entries)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icons_pixels_are_told_as_the_bus_wants_them() {
        assert_eq!(argb(&[1, 2, 3, 4, 5, 6, 7, 8]), [4, 1, 2, 3, 8, 5, 6, 7]);
    }
}
