//! The published figures («Utrapportering»), from what is on this machine.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    figures::{Indicator, IndicatorWords},
    ids::OfficeId,
    published::{Area, FigureSheet, Known, Own, Shown},
    template::Template,
    units::Register,
    wire::FigureRow,
};
use edge::Http;

use crate::{Desktop, Engine, EngineError, view::FiguresView};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// The figures of the office's units and counties, and of the country, in every half-year that is here.
    pub async fn figures(&self) -> Result<FiguresView, EngineError> {
        let open = self.open()?;
        let rows = open.store.figures().await?;
        Ok(view(&open.officer.office, rows))
    }

    /// Deadline breaches in investigations of the office's counties and the country alone, in every half-year
    /// that is here: what the home page tells of the figures.
    pub async fn figures_at_a_glance(&self) -> Result<FigureSheet, EngineError> {
        let open = self.open()?;
        let office = &open.officer.office;
        let rows = open
            .store
            .figures_of(AT_A_GLANCE, &counties_of(office))
            .await?;
        Ok(glance(office, rows))
    }
}

/// The indicator that an officer's own figure has a part in.
const AT_A_GLANCE: Indicator = Indicator::InvestigationBreaches;

fn counties_of(office: &OfficeId) -> BTreeSet<String> {
    let counties = Register::current().counties();
    counties
        .filter(|county| county.office == *office)
        .map(|county| county.no.clone())
        .collect()
}

fn glance(office: &OfficeId, rows: Vec<FigureRow>) -> FigureSheet {
    let mut sheet = sheet(office, rows);
    sheet
        .areas
        .retain(|row| !matches!(row.area, Area::Unit { .. }));
    for area in &mut sheet.areas {
        area.series.retain(|one| one.indicator == AT_A_GLANCE);
    }
    sheet
}

fn view(office: &OfficeId, rows: Vec<FigureRow>) -> FiguresView {
    let form = Template::current();
    let points = form.figures.iter().flat_map(|figure| {
        let terms = figure.part.terms().iter().chain(figure.whole.terms());
        terms.map(|term| (term.point.clone(), figure.indicator))
    });
    FiguresView {
        sheet: sheet(office, rows),
        points: points.collect(),
        indicators: IndicatorWords::all().to_vec(),
    }
}

fn sheet(office: &OfficeId, rows: Vec<FigureRow>) -> FigureSheet {
    let register = Register::current();
    let mut known = Known {
        own: Own::of_office(register, office),
        clear: BTreeMap::new(),
        shown: BTreeMap::new(),
    };
    let mut periods = BTreeSet::new();
    for row in rows {
        let FigureRow {
            period,
            indicator,
            area,
            part,
            whole,
            missing,
        } = row;
        periods.insert(period);
        let shown = Shown {
            part,
            whole,
            missing,
        };
        let key = (period, indicator, area);
        if known.own.has_area(register, &key.2) {
            known.clear.insert(key, shown);
        } else {
            known.shown.insert(key, shown);
        }
    }
    FigureSheet::of(register, &periods, &counties_of(office), &known)
}

#[cfg(test)]
mod tests {
    use domain::{
        Period,
        published::{Count, FigureCell},
    };

    use super::*;

    fn row(
        period: Period,
        indicator: Indicator,
        area: Area,
        (part, whole): (i64, i64),
    ) -> FigureRow {
        FigureRow {
            period,
            indicator,
            area,
            part: Count::Number(part),
            whole: Count::Number(whole),
            missing: 0,
        }
    }

    /// Ten years of the largest office: 66 units, 20 half-years, every indicator.
    fn largest() -> (OfficeId, Vec<FigureRow>) {
        let office = OfficeId("ostfold-buskerud-oslo-og-akershus".to_owned());
        let today = "2026-06-30".parse().unwrap();
        let mut period: Period = "2016-1".parse().unwrap();
        let mut rows = Vec::new();
        for at in 0..20 {
            for indicator in Indicator::ALL {
                rows.push(row(period, indicator, Area::Country {}, (900, 9000)));
                for county in ["03", "31", "32", "33"] {
                    let no = county.to_owned();
                    rows.push(row(period, indicator, Area::County { no }, (at, 400)));
                }
                for unit in Register::current().of_office(&office, today) {
                    let area = Area::Unit {
                        no: unit.no.clone(),
                    };
                    rows.push(row(period, indicator, area, (at, 40 + at)));
                }
            }
            period = period.next();
        }
        (office, rows)
    }

    #[test]
    fn units_counties_and_the_country_are_as_they_came() {
        let (office, rows) = largest();
        assert_eq!(rows.len(), 20 * 5 * (1 + 4 + 66));
        let FiguresView { sheet, points, .. } = view(&office, rows);
        assert_eq!((sheet.periods.len(), sheet.areas.len()), (20, 1 + 4 + 66));
        let cell = |area: &Area| -> FigureCell {
            let found = sheet.areas.iter().find(|row| row.area == *area).unwrap();
            *found.series.first().unwrap().cells.last().unwrap()
        };
        let oslo = cell(&Area::County {
            no: "03".to_owned(),
        });
        assert_eq!(
            (oslo.part, oslo.whole),
            (Count::Number(19), Count::Number(400))
        );
        assert_eq!(cell(&Area::Country {}).permille, Some(100));
        assert!(sheet.areas.iter().skip(1).all(|row| row.own));
        let of = |point: &str| points.get(&point.into()).copied();
        assert_eq!(of("inv_closed"), Some(Indicator::InvestigationBreaches));
        assert_eq!(of("superv_gt_1y_unmet"), Some(Indicator::SupervisionUnmet));
        assert_eq!(of("staff_total"), None);
    }

    #[test]
    fn at_a_glance_stand_counties_and_the_country_alone() {
        let (office, rows) = largest();
        let counties = counties_of(&office);
        assert_eq!(counties.len(), 4);
        let FigureSheet { periods, areas } = glance(&office, rows);
        assert_eq!((periods.len(), areas.len()), (20, 1 + counties.len()));
        let shown = areas.iter().flat_map(|area| &area.series);
        assert!(shown.clone().all(|one| one.indicator == AT_A_GLANCE));
        let last = shown.filter_map(|one| one.cells.last()?.permille);
        assert_eq!(last.collect::<Vec<_>>(), [100, 48, 48, 48, 48]);
    }
}
