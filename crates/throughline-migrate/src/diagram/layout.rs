//! Where boxes stand, and how the lines between them run.
//!
//! Boxes stand in columns, here called layers, so that no line joins two of the same one; a line
//! over several layers passes those between by a place of its own. That is Sugiyama's way: `layers`
//! chooses the layer of each box, `order` the order within each so that few lines cross, `place`
//! the coordinates. Parts that nothing joins are laid out one by one and put in rows.
//!
//! It knows sizes and places alone. The same input gives the same picture.

mod layers;
mod order;
mod place;

/// The space between two parts of the picture.
const BETWEEN: i64 = 40;

/// The size of a box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: i64,
    pub(super) height: i64,
    /// The space that is kept free at its right, which lines may cross.
    pub(super) beside: i64,
}

/// A line between two different boxes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire {
    pub(super) from: Port,
    pub(super) to: Port,
}

/// Where a line meets its box, at the left side or the right one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Port {
    pub(super) node: usize,
    /// How far below the top of the box.
    pub(super) y: i64,
}

/// A place in the picture.
pub(super) type Spot = (i64, i64);

/// What is laid out.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) width: i64,
    pub(super) height: i64,
    /// The left top corner of each box.
    pub(super) boxes: Vec<Spot>,
    /// The places of each line, from its beginning to its end: two that are joined by a straight
    /// line, then a curve to the next two, and so on.
    pub(super) wires: Vec<Vec<Spot>>,
}

/// Boxes and lines, each known by its number.
struct Graph {
    boxes: Vec<Size>,
    wires: Vec<Wire>,
}

/// Lays out boxes and the lines between them.
pub(super) fn layout(boxes: &[Size], wires: &[Wire]) -> Picture {
    let mut parts: Vec<(Part, Picture)> = parts(boxes.len(), wires)
        .into_iter()
        .map(|part| {
            let graph = part.graph(boxes, wires);
            let layered = order::order(&graph, &layers::layers(&graph));
            let picture = place::place(&graph, &layered);
            (part, picture)
        })
        .collect();
    // The largest first; of boxes that stand alone, in their own order.
    parts.sort_by_key(|(part, _)| std::cmp::Reverse(part.boxes.len()));
    let mut whole = Picture {
        width: 0,
        height: 0,
        boxes: vec![(0, 0); boxes.len()],
        wires: vec![Vec::new(); wires.len()],
    };
    let most = row_width(&parts);
    let (mut left, mut top) = (0, 0);
    for (part, picture) in parts {
        if left > 0 && left + picture.width > most {
            (left, top) = (0, whole.height + BETWEEN);
        }
        let moved = |(x, y): Spot| (left + x, top + y);
        for (node, spot) in part.boxes.into_iter().zip(picture.boxes) {
            whole.boxes[node] = moved(spot);
        }
        for (wire, spots) in part.wires.into_iter().zip(picture.wires) {
            whole.wires[wire] = spots.into_iter().map(moved).collect();
        }
        whole.width = whole.width.max(left + picture.width);
        whole.height = whole.height.max(top + picture.height);
        left += picture.width + BETWEEN;
    }
    whole
}

/// How wide a row of parts may be, for a picture that is somewhat wider than high.
fn row_width(parts: &[(Part, Picture)]) -> i64 {
    let area = |(_, picture): &(Part, Picture)| {
        (picture.width + BETWEEN).saturating_mul(picture.height + BETWEEN)
    };
    let area = parts.iter().map(area).fold(0, i64::saturating_add);
    let widest = parts.iter().map(|(_, picture)| picture.width).max();
    widest
        .unwrap_or(0)
        .max(area.saturating_mul(3).isqrt() * 2 / 3)
}

/// Boxes that lines join, and these lines.
#[derive(Default)]
struct Part {
    boxes: Vec<usize>,
    wires: Vec<usize>,
}

impl Part {
    /// The part by itself, numbered anew.
    fn graph(&self, boxes: &[Size], wires: &[Wire]) -> Graph {
        let port = |port: Port| Port {
            node: self.boxes.binary_search(&port.node).unwrap_or(0),
            ..port
        };
        let wires = self.wires.iter().map(|&wire| Wire {
            from: port(wires[wire].from),
            to: port(wires[wire].to),
        });
        Graph {
            boxes: self.boxes.iter().map(|&node| boxes[node]).collect(),
            wires: wires.collect(),
        }
    }
}

/// The parts that nothing joins, in the order of their first boxes.
fn parts(count: usize, wires: &[Wire]) -> Vec<Part> {
    // The least box of the part, as far as it is known.
    let mut least: Vec<usize> = (0..count).collect();
    let find = |least: &[usize], mut node: usize| {
        while least[node] != node {
            node = least[node];
        }
        node
    };
    for wire in wires {
        let (one, other) = (find(&least, wire.from.node), find(&least, wire.to.node));
        least[one.max(other)] = one.min(other);
    }
    let mut parts: Vec<Part> = (0..count).map(|_| Part::default()).collect();
    for node in 0..count {
        parts[find(&least, node)].boxes.push(node);
    }
    for (number, wire) in wires.iter().enumerate() {
        parts[find(&least, wire.from.node)].wires.push(number);
    }
    parts.retain(|part| !part.boxes.is_empty());
    parts
}

#[cfg(test)]
mod tests;
