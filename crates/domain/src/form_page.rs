//! The form as an officer would read it, as a page of Markdown: `docs/FORM.md` is the bokmål one.

use crate::{
    figures::Figure,
    rules::Severity,
    template::{Counted, Evidence, FilledBy, Point, PointKind, Template},
    text::{Language, Text},
};

mod formula;

use formula::{formula, share};

/// The page of a form version in a language.
pub fn form_page(template: &Template, language: Language) -> String {
    let mut page = heading(template, language);
    for section in &template.sections {
        let title = section.title.get(language);
        page.push_str(&paragraph(&format!("## {} {title}", section.number)));
        let columns = language.pick(
            "| Punkt | Svar | Veiledning | Regler | Hjemmel | Grunnlag |",
            "| Punkt | Svar | Rettleiing | Reglar | Heimel | Grunnlag |",
            "| Point | Answer | Guidance | Rules | Law | Basis |",
        );
        page.push_str(columns);
        page.push_str("\n|---|---|---|---|---|---|\n");
        for point in &section.points {
            page.push_str(&row(template, point, language));
        }
        page.push('\n');
    }
    page.push_str(&rules(template, language));
    page.push_str(&figures(template, language));
    page.push_str(&legend(language));
    page
}

fn paragraph(text: &str) -> String {
    format!("{text}\n\n")
}

fn heading(template: &Template, language: Language) -> String {
    let id = &template.id;
    let municipal = template.municipal_points().count();
    let officer = template.points().count() - municipal;
    let from = template.valid_from.label();
    let from = from.get(language);
    let rules = template.rules.len();
    let title = language.pick(
        format!("# Halvårsrapport om barnevernet: skjemaet {id}"),
        format!("# Halvårsrapport om barnevernet: skjemaet {id}"),
        format!("# Half-yearly report on child welfare: the form {id}"),
    );
    let about = language.pick(
        format!(
            "Gjelder fra {from}. Kommunen eller bydelen svarer på {municipal} punkter, \
             statsforvalteren på {officer}. {rules} regler kontrollerer svarene. Reglene opplyser, og \
             saksbehandleren avgjør: bare R97 stopper en innsending, R98 en avgjørelse og R18 et Ja."
        ),
        format!(
            "Gjeld frå {from}. Kommunen eller bydelen svarer på {municipal} punkt, statsforvaltaren \
             på {officer}. {rules} reglar kontrollerer svara. Reglane opplyser, og saksbehandlaren \
             avgjer: berre R97 stoppar ei innsending, R98 ei avgjerd og R18 eit Ja."
        ),
        format!(
            "In force from: {from}. The municipality or city district answers {municipal} points, \
             the county governor {officer}. {rules} rules check the answers. The rules inform, and \
             the officer decides: only R97 stops a sending, R98 a decision, and R18 a Yes."
        ),
    );
    let origin = language.pick(
        "Ordlyden i det virkelige skjemaet er ikke funnet. Kolonnen «Grunnlag» sier hvor godt hvert \
         punkt er begrunnet; merkene forklares nederst. Siden lages av skjemaets data.",
        "Ordlyden i det verkelege skjemaet er ikkje funnen. Kolonnen «Grunnlag» seier kor godt kvart \
         punkt er grunngjeve; merka er forklarte nedst. Sida blir laga av dataa til skjemaet.",
        "The wording of the real form was not found. The column “Basis” tells how well founded each \
         point is; the marks are explained at the end. This page is made from the form’s data.",
    );
    [title, about, origin.to_owned()]
        .iter()
        .map(|text| paragraph(text))
        .collect()
}

fn row(template: &Template, point: &Point, language: Language) -> String {
    let rules: Vec<&str> = template
        .rules
        .iter()
        .filter(|rule| rule.check.points().contains(&point.id))
        .map(|rule| rule.id.as_str())
        .collect();
    let law: Vec<String> = point
        .law
        .iter()
        .map(|law| format!("[{}]({})", law.reference.get(language), law.url))
        .collect();
    let cells = [
        format!("{} `{}`", point.label.get(language), point.id),
        answer(point).get(language).to_owned(),
        point.help.get(language).to_owned(),
        rules.join(", "),
        law.join("; "),
        format!("{:?}", point.evidence),
    ];
    table_row(&cells)
}

fn table_row(cells: &[String]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}

/// What an answer looks like, what it counts, and whether it must be there.
fn answer(point: &Point) -> Text {
    let kind = match point.kind {
        PointKind::Whole => Text::of("helt tall", "heilt tal", "whole number"),
        PointKind::Tenths => Text::of(
            "tall med én desimal",
            "tal med éin desimal",
            "number with one decimal",
        ),
        PointKind::Text => Text::of("tekst", "tekst", "text"),
        PointKind::YesNo => Text::of("ja eller nei", "ja eller nei", "yes or no"),
    };
    let counted = counted(point.unit);
    let required = match (point.required, point.filled_by) {
        (true, _) => Text::of("må fylles ut", "må fyllast ut", "required"),
        (false, FilledBy::Municipality) => Text::of("kan fylles ut", "kan fyllast ut", "optional"),
        (false, FilledBy::Officer) => Text::of(
            "fylles ut av statsforvalteren",
            "blir fylt ut av statsforvaltaren",
            "filled in by the county governor",
        ),
    };
    Text::each(|language| {
        [&kind, &counted, &required]
            .iter()
            .map(|part| part.get(language))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    })
}

fn counted(unit: Counted) -> Text {
    match unit {
        Counted::Notifications => Text::of("meldinger", "meldingar", "notifications"),
        Counted::Investigations => Text::of("undersøkelser", "undersøkingar", "investigations"),
        Counted::Children => Text::of("barn", "barn", "children"),
        Counted::YoungPeople => Text::of("ungdom", "ungdom", "young people"),
        Counted::Decisions => Text::of("vedtak", "vedtak", "decisions"),
        Counted::Cases => Text::of("saker", "saker", "cases"),
        Counted::Positions => Text::of("årsverk", "årsverk", "man-years"),
        Counted::None => Text::of("", "", ""),
    }
}

fn rules(template: &Template, language: Language) -> String {
    let title = language.pick("## Kontrollregler", "## Kontrollreglar", "## Control rules");
    let about = language.pick(
        "Ingen offisiell regelliste er funnet. Summene følger av loven og feltnavnene; alle \
         grenseverdier er forslag. En regel gjelder bare der punktene er i skjemaet og besvart.",
        "Inga offisiell regelliste er funnen. Summane følgjer av lova og feltnamna; alle \
         grenseverdiar er forslag. Ein regel gjeld berre der punkta er i skjemaet og har svar.",
        "No official list of rules was found. The sums follow from the law and the field names; all \
         thresholds are proposals. A rule applies only where its points are in the form and answered.",
    );
    let columns = language.pick(
        "| Regel | Alvor | Funn | Krav |",
        "| Regel | Alvor | Funn | Krav |",
        "| Rule | Severity | Finding | Demand |",
    );
    let rows = template.rules.iter().map(|rule| {
        let severity = match rule.severity {
            Severity::Error => language.pick("feil", "feil", "error"),
            Severity::Warning => language.pick("må forklares", "må forklarast", "to be explained"),
            Severity::Information => {
                language.pick("til opplysning", "til opplysning", "for information")
            }
        };
        table_row(&[
            rule.id.to_string(),
            severity.to_owned(),
            rule.title.get(language).to_owned(),
            formula(template, &rule.check, language),
        ])
    });
    let rows: String = rows.collect();
    let head = [title, about].map(paragraph).concat();
    format!("{head}{columns}\n|---|---|---|---|\n{rows}\n")
}

fn figures(template: &Template, language: Language) -> String {
    let title = language.pick(
        "## Publiserte tall",
        "## Publiserte tal",
        "## Published figures",
    );
    let about = language.pick(
        "Andelene regnes ut av rapportene som Bufdir har mottatt. For fylker og landet legges tellerne \
         og nevnerne sammen hver for seg.",
        "Delane blir rekna ut av rapportane som Bufdir har motteke. For fylke og landet blir teljarane \
         og nemnarane lagde saman kvar for seg.",
        "The shares are worked out from the reports that Bufdir has received. For counties and the whole \
         country, numerators and denominators are added up separately.",
    );
    let columns = language.pick(
        "| Nr. | Tall | Regnes slik |",
        "| Nr. | Tal | Slik blir det rekna |",
        "| No. | Figure | Worked out as |",
    );
    let rows = template.figures.iter().map(|figure| {
        let Figure {
            indicator,
            part,
            whole,
        } = figure;
        table_row(&[
            indicator.code().to_owned(),
            indicator.title().get(language).to_owned(),
            share(template, part, whole, language),
        ])
    });
    let rows: String = rows.collect();
    let head = [title, about].map(paragraph).concat();
    format!("{head}{columns}\n|---|---|---|\n{rows}\n")
}

fn legend(language: Language) -> String {
    let title = language.pick("## Grunnlag", "## Grunnlag", "## Basis");
    let lines: Vec<String> = [
        Evidence::F,
        Evidence::S,
        Evidence::L,
        Evidence::C,
        Evidence::Q,
        Evidence::R,
        Evidence::P,
    ]
    .iter()
    .map(|evidence| format!("- **{evidence:?}** {}\n", evidence.meaning().get(language)))
    .collect();
    format!("{}{}", paragraph(title), lines.concat())
}

impl Evidence {
    /// What the mark says.
    pub fn meaning(self) -> Text {
        match self {
            Self::F => Text::of(
                "navngitt i en funnet kilde om denne rapporten, eller i brukerveiledningen",
                "namngjeve i ei funnen kjelde om denne rapporten, eller i brukarrettleiinga",
                "named in a found source of this report, or in the user guide",
            ),
            Self::S => Text::of(
                "emnet er en navngitt kolonne i et fagsystems halvårstabell; ordlyden er vår",
                "emnet er ein namngjeven kolonne i halvårstabellen til eit fagsystem; ordlyden er vår",
                "the topic is a named column of a case system’s half-yearly table; the wording is ours",
            ),
            Self::L => Text::of(
                "en kolonne merket med bokstav finnes; emnet er vår lesning",
                "ein kolonne merkt med bokstav finst; emnet er vår lesing",
                "a lettered column exists; its topic is our reading",
            ),
            Self::C => Text::of(
                "ordlyd fra kodelisten i registeret som kom etter, ikke påvist for dette skjemaet",
                "ordlyd frå kodelista i registeret som kom etter, ikkje påvist for dette skjemaet",
                "wording of the successor register’s code list, not proven for this form",
            ),
            Self::Q => Text::of(
                "funnet i kvartalsskjemaets statistikk, ikke påvist for dette skjemaet",
                "funne i statistikken til kvartalsskjemaet, ikkje påvist for dette skjemaet",
                "found in the quarterly form’s statistics, not proven for this form",
            ),
            Self::R => Text::of(
                "husket, ikke funnet",
                "hugsa, ikkje funne",
                "remembered, not found",
            ),
            Self::P => Text::of("foreslått", "føreslått", "proposed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::text::checks::assert_whole;

    /// Set by `cargo xtask codegen`: write instead of compare.
    const WRITE: &str = "HALVAARSRAPPORT_CODEGEN";

    #[test]
    fn the_page_in_docs_is_the_form() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/FORM.md");
        let page = form_page(Template::current(), Language::Nb);
        if std::env::var_os(WRITE).is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &page).unwrap();
        }
        // A checkout may have turned the line ends.
        let found = fs::read_to_string(&path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert!(
            found == page,
            "docs/FORM.md is stale: run `cargo xtask codegen`"
        );
    }

    #[test]
    fn every_page_shows_every_point_and_rule() {
        let template = Template::current();
        assert_whole(&Text::each(|language| {
            form_page(template, language).trim().to_owned()
        }));
        for language in Language::ALL {
            let page = form_page(template, language);
            for point in template.points() {
                assert!(page.contains(&format!("`{}` |", point.id)), "{}", point.id);
            }
            for rule in &template.rules {
                assert!(page.contains(&format!("| {} |", rule.id)), "{}", rule.id);
            }
            let sections = page.lines().filter(|line| line.starts_with("## ")).count();
            assert_eq!(sections, template.sections.len() + 3);
            for figure in &template.figures {
                let title = figure.indicator.title();
                assert!(page.contains(title.get(language)), "{}", title.en);
            }
        }
    }
}
