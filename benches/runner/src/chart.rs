//! The chart of an engine: for each operation a bar for each contestant, its time by the floor's on a
//! scale of doublings. Readable on a light and on a dark page.

use std::fmt::Write;

use crate::contestants::{Contestant, Kind, Style};
use crate::results::{Results, Row, time};

const WIDTH: f64 = 1040.0;
const MARGIN: f64 = 20.0;
/// Between the two columns of operations.
const GAP: f64 = 40.0;
const COLUMN: f64 = (WIDTH - 2.0 * MARGIN - GAP) / 2.0;
/// Left of the bars: names of contestants.
const NAMES: f64 = 150.0;
/// Right of the bars: ratios.
const NUMBERS: f64 = 56.0;
const BARS: f64 = COLUMN - NAMES - NUMBERS;
const BAR: f64 = 12.0;
const HEADING: f64 = 34.0;
const TOP: f64 = 78.0;
const BOTTOM: f64 = 34.0;

/// Ratios at the ends of the scale: half of the floor's time and 64 times as much. What lies beyond ends
/// there, with its number.
const SCALE: (f64, f64) = (0.5, 64.0);

/// The chart as SVG.
pub(crate) fn svg(results: &Results) -> String {
    let bars = results.entrants.len() - 1;
    let group = HEADING + bars as f64 * BAR;
    let per_column = results.rows.len().div_ceil(2);
    let height = TOP + per_column as f64 * group + BOTTOM;
    let mut svg = String::new();
    _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n{STYLE}\n\
         <rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\" rx=\"8\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"32\">{}: time by that of hand-written code</text>\n\
         <text class=\"note\" x=\"{MARGIN}\" y=\"52\">Each operation by itself, on a scale of doublings. \
         Left of the line is faster than hand-written code, whose time stands beside the operation.</text>\n\
         <text class=\"note\" x=\"{MARGIN}\" y=\"67\">A peer that is ahead of Throughline called alike is \
         orange.</text>",
        results.engine.title()
    );
    for (number, row) in results.rows.iter().enumerate() {
        let column = (number / per_column) as f64;
        let x = MARGIN + column * (COLUMN + GAP);
        let y = TOP + (number % per_column) as f64 * group;
        operation(&mut svg, results, row, x, y);
    }
    for column in 0..2 {
        let x = MARGIN + f64::from(column) * (COLUMN + GAP);
        scale(&mut svg, x, height - BOTTOM);
    }
    svg += "</svg>\n";
    svg
}

/// Light and dark, by what the reader's system asks for. Text has its size in the picture's own units, so
/// that it grows and shrinks with it.
const STYLE: &str = "<style>
svg { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif; font-size: 11px }
.page { fill: #ffffff } text { fill: #24292f }
.title { font-size: 17px; font-weight: 600 } .heading { font-size: 12.5px; font-weight: 600 }
.note, .tick, .number { fill: #59636e } .ours { font-weight: 600 } .heading .note { font-weight: 400 }
.line { stroke: #24292f; stroke-width: 1.2 } .grid { stroke: #d1d9e0; stroke-width: .6 }
.blocking { fill: #0969da } .async { fill: #54aeff } .peer { fill: #afb8c1 } .ahead { fill: #d4823a }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e6edf3 }
.note, .tick, .number { fill: #9198a1 }
.line { stroke: #e6edf3 } .grid { stroke: #3d444d }
.blocking { fill: #4493f8 } .async { fill: #1f5fb0 } .peer { fill: #57606a } .ahead { fill: #c2702a }
}
</style>";

fn operation(svg: &mut String, results: &Results, row: &Row, x: f64, y: f64) {
    let floor = row.cells[0].median().map_or_else(|| "–".to_owned(), time);
    _ = writeln!(
        svg,
        "<text class=\"heading\" x=\"{x}\" y=\"{}\">{} <tspan class=\"note\">{floor}</tspan></text>",
        y + HEADING - 8.0,
        escaped(row.operation.title()),
    );
    let top = y + HEADING - 3.0;
    let bottom = top + (results.entrants.len() - 1) as f64 * BAR + 2.0;
    for doubling in 0..=7 {
        let at = x + NAMES + position(SCALE.0 * f64::from(1 << doubling));
        let class = if doubling == 1 { "line" } else { "grid" };
        _ = writeln!(
            svg,
            "<line class=\"{class}\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{top:.1}\" y2=\"{bottom:.1}\"/>"
        );
    }
    for (at, entrant) in results.entrants.iter().enumerate().skip(1) {
        let y = top + 1.0 + (at - 1) as f64 * BAR;
        let ahead = row.is_ahead(&results.entrants, at);
        bar(svg, &entrant.contestant, row.ratio(at), ahead, x, y);
    }
}

fn bar(svg: &mut String, contestant: &Contestant, ratio: Option<f64>, ahead: bool, x: f64, y: f64) {
    let base = y + BAR - 3.0;
    let (class, weight) = match contestant.kind {
        Kind::Throughline(Style::Blocking) => ("blocking", "ours"),
        Kind::Throughline(Style::Async) => ("async", "ours"),
        _ if ahead => ("ahead", ""),
        _ => ("peer", ""),
    };
    _ = writeln!(
        svg,
        "<text class=\"{weight}\" x=\"{:.1}\" y=\"{base:.1}\" text-anchor=\"end\">{}</text>",
        x + NAMES - 6.0,
        escaped(contestant.title())
    );
    let Some(ratio) = ratio else {
        _ = writeln!(
            svg,
            "<text class=\"number\" x=\"{:.1}\" y=\"{base:.1}\">–</text>",
            x + NAMES + position(1.0) + 6.0
        );
        return;
    };
    // A bar reaches from the floor's line to its own ratio.
    let (from, to) = (position(1.0), position(ratio));
    let left = x + NAMES + from.min(to);
    let width = (to - from).abs().max(1.0);
    _ = writeln!(
        svg,
        "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>",
        BAR - 3.0
    );
    _ = writeln!(
        svg,
        "<text class=\"number {weight}\" x=\"{:.1}\" y=\"{base:.1}\">{}</text>",
        x + NAMES + from.max(to) + 5.0,
        number(ratio)
    );
}

fn scale(svg: &mut String, x: f64, y: f64) {
    for doubling in 0..=7 {
        let ratio = SCALE.0 * f64::from(1 << doubling);
        _ = writeln!(
            svg,
            "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{ratio}×</text>",
            x + NAMES + position(ratio),
            y + 16.0
        );
    }
}

/// How far from the left end of the scale.
fn position(ratio: f64) -> f64 {
    let (low, high) = SCALE;
    let share = (ratio.clamp(low, high) / low).log2() / (high / low).log2();
    share * BARS
}

fn number(ratio: f64) -> String {
    if ratio < 9.995 {
        format!("{ratio:.2}")
    } else {
        format!("{ratio:.0}")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use workload::Operation;

    use super::*;
    use crate::engine::Engine;
    use crate::results::Cell;
    use crate::results::tests::{cell, entrants};

    fn results() -> Results {
        let entrants = entrants(&["raw-sqlite", "throughline-blocking-sqlite", "diesel-sqlite"]);
        let rows = Operation::ALL.iter().map(|&operation| Row {
            operation,
            cells: vec![cell(&[1e3]), cell(&[1.2e3]), Cell::default()],
        });
        Results {
            engine: Engine::Sqlite,
            entrants,
            rows: rows.collect(),
            memory: Vec::new(),
            streaming: Vec::new(),
            left_out: Vec::new(),
        }
    }

    #[test]
    fn the_scale_is_of_doublings_and_ends() {
        let doubling = position(2.0) - position(1.0);
        assert!((position(4.0) - position(2.0) - doubling).abs() < 1e-9);
        assert!(position(0.1).abs() < 1e-9);
        assert!((position(1000.0) - BARS).abs() < 1e-9);
    }

    #[test]
    fn every_operation_has_a_heading_and_every_contestant_a_line_in_it() {
        let svg = svg(&results());
        for operation in Operation::ALL {
            assert!(svg.contains(&escaped(operation.title())), "{operation}");
        }
        assert_eq!(svg.matches(">diesel</text>").count(), Operation::ALL.len());
        assert_eq!(
            svg.matches("<rect class=\"blocking\"").count(),
            Operation::ALL.len()
        );
        assert!(!svg.contains("<rect class=\"peer\""), "it has no time");
    }

    #[test]
    fn nothing_stands_outside_of_the_page() {
        let svg = svg(&results());
        let numbers = |attribute: &str| -> Vec<f64> {
            svg.split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next()?.parse().ok())
                .collect()
        };
        assert!(numbers(" x=\"").iter().all(|&x| (0.0..WIDTH).contains(&x)));
        let height = numbers(" height=\"")[0];
        assert!(numbers(" y=\"").iter().all(|&y| y < height));
    }
}
