//! A diagram as SVG: a picture that browsers, editors and README files show.
//!
//! Each entity is a box with a title and its columns; the join table of a simple relation is smaller
//! and dashed. A line leaves at the row of its foreign key and ends at the primary key, so that
//! several between the same two models can be told apart. Its ends have the crow's feet that
//! Mermaid's have. Light and dark are the reader's choice.

mod drawn;

use std::collections::HashMap;
use std::fmt::Write;

use throughline_core::Result;

use super::layout::{Port, Spot, Wire, layout};
use super::{Diagram, End, Many};
use crate::state::ProjectState;
use drawn::Drawn;

/// The space around the picture.
const MARGIN: i64 = 24;

/// How far a line from a box to itself goes out.
const LOOP: i64 = 76;

/// How colours and letters are. A program that knows no `prefers-color-scheme` has it light.
const STYLE: &str = "
  text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2633 }
  .title { font-weight: bold }
  .key, .type { fill: #5c677a }
  .join text { font-size: 11px }
  .page, .zero { fill: #ffffff }
  .box { fill: #ffffff; stroke: #8591a5 }
  .head { fill: #e9edf4; stroke: #8591a5 }
  .rule { stroke: #c9d0dc }
  .join .box, .join .head { fill: #f8f9fb; stroke: #a9b3c4; stroke-dasharray: 4 3 }
  .line, .zero { stroke: #56627a; stroke-width: 1.4 }
  .line { fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e3e8f1 }
    .key, .type { fill: #9ba7bb }
    .page, .zero { fill: #12161e }
    .box { fill: #1a202b; stroke: #5e6b81 }
    .head { fill: #273040; stroke: #5e6b81 }
    .rule { stroke: #3a4557 }
    .join .box, .join .head { fill: #161b24; stroke: #4a566a }
    .line, .zero { stroke: #93a1b8 }
  }
";

/// The diagram of a state, as SVG.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if a foreign key points to a
/// key of several fields, or in a circle.
pub fn svg(state: &ProjectState) -> Result<String> {
    let diagram = Diagram::of(state)?;
    let boxes: Vec<_> = diagram.entities.iter().map(Drawn::of).collect();
    let lines = lines(&diagram, &boxes);
    let sizes: Vec<_> = boxes
        .iter()
        .enumerate()
        .map(|(node, drawn)| drawn.size(lines.iter().any(|line| line.is_loop_of(node))))
        .collect();
    let wires: Vec<_> = lines
        .iter()
        .filter(|line| !line.is_loop())
        .map(|line| line.wire)
        .collect();
    let picture = layout(&sizes, &wires);
    let mut paths = picture.wires.iter();
    let mut body = String::new();
    for line in &lines {
        let path = match line.is_loop() {
            true => looped(line, &boxes, &picture.boxes),
            false => paths.next().map(|spots| curved(spots)),
        };
        if let Some((path, ends)) = path {
            line.draw(&mut body, &path, ends);
        }
    }
    for (drawn, spot) in boxes.iter().zip(&picture.boxes) {
        drawn.draw(&mut body, *spot);
    }
    let (width, height) = (picture.width + 2 * MARGIN, picture.height + 2 * MARGIN);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"{0} {0} {width} {height}\">\n<title>Models and their relations</title>\n\
         <style>{STYLE}</style>\n\
         <rect class=\"page\" x=\"{0}\" y=\"{0}\" width=\"{width}\" height=\"{height}\"/>\n{body}</svg>\n",
        -MARGIN
    ))
}

/// A relation that is drawn as a line.
struct Line {
    wire: Wire,
    ends: [Many; 2],
    /// What it is, for whoever points at it.
    title: String,
}

impl Line {
    const fn is_loop(&self) -> bool {
        self.wire.from.node == self.wire.to.node
    }

    const fn is_loop_of(&self, node: usize) -> bool {
        self.is_loop() && self.wire.from.node == node
    }

    fn draw(&self, svg: &mut String, path: &str, ends: [(Spot, i64); 2]) {
        let title = escaped(&self.title);
        _ = write!(
            svg,
            "<g><title>{title}</title><path class=\"line\" d=\"{path}\"/>"
        );
        for (many, (spot, outward)) in self.ends.into_iter().zip(ends) {
            mark(svg, many, spot, outward);
        }
        svg.push_str("</g>\n");
    }
}

/// The lines of the diagram. A relation through a model is drawn as the foreign keys of that model.
fn lines(diagram: &Diagram, boxes: &[Drawn<'_>]) -> Vec<Line> {
    let names = diagram.entities.iter().enumerate();
    let nodes: HashMap<_, _> = names
        .map(|(node, entity)| (entity.name.as_str(), node))
        .collect();
    let port = |end: &End| {
        let node = *nodes.get(end.entity.as_str())?;
        let y = boxes[node].port(end);
        Some(Port { node, y })
    };
    let relations = diagram
        .relations
        .iter()
        .filter(|relation| relation.through.is_none());
    let lines = relations.filter_map(|relation| {
        // From the foreign key to what it points to.
        let (mut near, mut far) = (&relation.near, &relation.far);
        if near.row.is_none() {
            (near, far) = (far, near);
        }
        let declared = match boxes[*nodes.get(near.entity.as_str())?]
            .entity
            .is_join_table
        {
            true => near.entity.clone(),
            false => format!("{}.{}", near.entity, relation.field),
        };
        Some(Line {
            wire: Wire {
                from: port(near)?,
                to: port(far)?,
            },
            ends: [near.many, far.many],
            title: format!("{declared} → {}", far.entity),
        })
    });
    lines.collect()
}

/// The path of a line, and its ends with the direction that leads away from the box.
type Path = (String, [(Spot, i64); 2]);

/// Straight lines and curves by turns.
fn curved(spots: &[Spot]) -> Path {
    let mut path = String::new();
    for (at, (x, y)) in spots.iter().enumerate() {
        _ = match at {
            0 => write!(path, "M{x},{y}"),
            odd if odd % 2 == 1 => write!(path, "H{x}"),
            _ => {
                let (from, before) = spots[at - 1];
                let middle = i64::midpoint(from, *x);
                write!(path, "C{middle},{before} {middle},{y} {x},{y}")
            }
        };
    }
    let end = |at: usize, next: usize| {
        let spot = spots.get(at).copied().unwrap_or_default();
        let outward = spots.get(next).map_or(1, |next| (next.0 - spot.0).signum());
        (spot, outward)
    };
    let last = spots.len().saturating_sub(1);
    (path, [end(0, 1), end(last, last.saturating_sub(1))])
}

/// A line from a box to itself, out at the right and back.
fn looped(line: &Line, boxes: &[Drawn<'_>], spots: &[Spot]) -> Option<Path> {
    let Wire { from, to } = line.wire;
    let (left, top) = *spots.get(from.node)?;
    let right = left + boxes.get(from.node)?.width;
    let (from, to) = (top + from.y, top + to.y);
    let (bend, far) = (right + LOOP / 2, right + LOOP - 4);
    let path = format!("M{right},{from}H{bend}C{far},{from} {far},{to} {bend},{to}H{right}");
    Some((path, [((right, from), 1), ((right, to), 1)]))
}

/// The mark at the end of a line: how many rows may be there.
fn mark(svg: &mut String, many: Many, (x, y): Spot, outward: i64) {
    let at = |distance: i64| x + outward * distance;
    let bar = |distance| format!("M{},{}v12", at(distance), y - 6);
    let (strokes, zero) = match many {
        Many::One => (bar(8) + &bar(13), None),
        Many::Maybe => (bar(8), Some(at(17))),
        Many::Any => {
            let foot = format!("M{x},{0}L{1},{y}L{x},{2}", y - 6, at(12), y + 6);
            (foot, Some(at(17)))
        }
    };
    _ = write!(svg, "<path class=\"line\" d=\"{strokes}\"/>");
    if let Some(middle) = zero {
        _ = write!(
            svg,
            "<circle class=\"zero\" cx=\"{middle}\" cy=\"{y}\" r=\"4.5\"/>"
        );
    }
}

/// A text within XML, which cannot have control characters at all.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c) => {
                escaped.push(char::REPLACEMENT_CHARACTER);
            }
            c => escaped.push(c),
        }
    }
    escaped
}
