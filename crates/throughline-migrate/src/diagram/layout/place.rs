//! The coordinates: each point as near as can be to the height of those that it is joined with.
//!
//! Within a layer that is a regression under an order, which the pool of adjacent violators solves
//! exactly. The layers take turns. Lines that pass weigh more than others, so that they run straight.

use super::order::{Layered, Segment};
use super::{Graph, Picture, Spot};

/// The space between two boxes, one above the other.
pub(super) const ABOVE: i64 = 28;

/// The space above and below a line that passes.
const PASSING: i64 = 16;

/// The straight part of a line where it leaves its layer. Beside a box there are marks on it.
pub(super) const STUB: i64 = 28;

/// About how much space a layer needs beside its boxes.
pub(super) const AROUND: i64 = 2 * STUB + 60;

/// The least and the most width that is left for curves between two layers.
const CURVES: (i64, i64) = (40, 160);

/// How often each layer has its turn.
const ROUNDS: usize = 16;

/// Gives each box and each line its coordinates.
pub(super) fn place(graph: &Graph, layered: &Layered) -> Picture {
    let tops = tops(layered);
    let columns = columns(graph, layered, &tops);
    let mut picture = Picture {
        width: columns.last().map_or(0, |(_, right)| *right),
        height: 0,
        boxes: vec![(0, 0); graph.boxes.len()],
        wires: Vec::new(),
    };
    let mut layer_of = vec![0; layered.points.len()];
    for (layer, points) in layered.layers.iter().enumerate() {
        for point in points {
            layer_of[*point] = layer;
            let point_of = &layered.points[*point];
            picture.height = picture.height.max(tops[*point] + point_of.height);
            if let Some(node) = point_of.node {
                picture.boxes[node] = (columns[layer].0, tops[*point]);
            }
        }
    }
    for (wire, points) in graph.wires.iter().zip(&layered.wires) {
        let is_turned = points.first() != Some(&wire.from.node);
        let (left, right) = match is_turned {
            true => (wire.to, wire.from),
            false => (wire.from, wire.to),
        };
        let mut spots: Vec<Spot> = Vec::new();
        for (at, point) in points.iter().enumerate() {
            let (mut from, mut to) = columns[layer_of[*point]];
            (from, to) = (from - STUB, to + STUB);
            let mut y = tops[*point];
            if at == 0 {
                y += left.y;
                from = picture.boxes[left.node].0 + graph.boxes[left.node].width;
            } else if at == points.len() - 1 {
                y += right.y;
                to = picture.boxes[right.node].0;
            }
            spots.extend([(from, y), (to, y)]);
        }
        if is_turned {
            spots.reverse();
        }
        picture.wires.push(spots);
    }
    picture
}

/// The left and the right edge of each layer.
fn columns(graph: &Graph, layered: &Layered, tops: &[i64]) -> Vec<(i64, i64)> {
    let mut columns = Vec::new();
    let mut left = 0;
    for (layer, points) in layered.layers.iter().enumerate() {
        let boxes = points
            .iter()
            .filter_map(|point| layered.points[*point].node);
        let widths = boxes.map(|node| graph.boxes[node].width + graph.boxes[node].beside);
        let right = left + widths.max().unwrap_or(0);
        columns.push((left, right));
        // A line that goes far up or down needs more space for its curve.
        let heights = layered
            .segments
            .get(layer)
            .into_iter()
            .flatten()
            .map(|segment| {
                let Segment { left, right } = segment;
                (tops[left.node] + left.y - tops[right.node] - right.y).abs()
            });
        let highest = heights.max().unwrap_or(0);
        left = right + 2 * STUB + (highest / 5).clamp(CURVES.0, CURVES.1);
    }
    columns
}

/// The top of each point. The highest one is at 0.
fn tops(layered: &Layered) -> Vec<i64> {
    let mut tops = vec![0.0; layered.points.len()];
    for points in &layered.layers {
        let offsets = offsets(layered, points);
        for (point, offset) in points.iter().zip(offsets) {
            tops[*point] = offset;
        }
    }
    let count = layered.layers.len();
    for round in 0..ROUNDS {
        // First one side leads, and in the end both do.
        let sides = match (round * 2 < ROUNDS, round % 2 == 0) {
            (true, true) => [true, false],
            (true, false) => [false, true],
            (false, _) => [true, true],
        };
        for step in 0..count {
            let layer = if round % 2 == 0 {
                step
            } else {
                count - 1 - step
            };
            settle(layered, layer, sides, &mut tops);
        }
    }
    let least = tops.iter().copied().fold(f64::INFINITY, f64::min);
    tops.iter()
        .map(|top| (top - least).round() as i64)
        .collect()
}

/// How far below the first point of its layer each one is, if there is no more space than needed.
fn offsets(layered: &Layered, points: &[usize]) -> Vec<f64> {
    let mut offsets = Vec::new();
    let mut next = 0;
    for (at, point) in points.iter().enumerate() {
        let point = layered.points[*point];
        offsets.push(next as f64);
        let below = points.get(at + 1).map(|below| layered.points[*below]);
        let both = point.node.is_some() && below.is_some_and(|below| below.node.is_some());
        next += point.height + if both { ABOVE } else { PASSING };
    }
    offsets
}

/// Moves the points of a layer to the mean height of what they are joined with at the left side, at
/// the right side, or at both.
fn settle(layered: &Layered, layer: usize, [left, right]: [bool; 2], tops: &mut [f64]) {
    // What each point wants, and how much: the sum of weighted heights, and that of the weights.
    let mut wanted = vec![(0.0, 0.0); layered.points.len()];
    let mut want = |gap: Option<usize>, from_left: bool| {
        let segments = gap.and_then(|gap| layered.segments.get(gap));
        for Segment { left, right } in segments.into_iter().flatten() {
            let passing = [left, right].map(|port| layered.points[port.node].node.is_none());
            let weight = match passing {
                [true, true] => 8.0,
                [false, false] => 1.0,
                _ => 2.0,
            };
            let (near, far) = if from_left {
                (right, left)
            } else {
                (left, right)
            };
            let height = tops[far.node] + (far.y - near.y) as f64;
            let wanted = &mut wanted[near.node];
            *wanted = (wanted.0 + weight * height, wanted.1 + weight);
        }
    };
    if left {
        want(layer.checked_sub(1), true);
    }
    if right {
        want(Some(layer), false);
    }
    let points = &layered.layers[layer];
    let offsets = offsets(layered, points);
    let aims = points.iter().zip(&offsets).map(|(point, offset)| {
        let (sum, weight) = wanted[*point];
        // What is joined with nothing there stays, unless others need its place.
        match weight > 0.0 {
            true => (sum / weight - offset, weight),
            false => (tops[*point] - offset, 0.01),
        }
    });
    let settled = in_order(aims);
    for ((point, offset), aim) in points.iter().zip(offsets).zip(settled) {
        tops[*point] = aim + offset;
    }
}

/// The numbers that never fall and are nearest to those that are wanted, by squares and weights.
fn in_order(aims: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    // Neighbours that have one mean: the mean, the weight, how many.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (aim, weight) in aims {
        let mut pool = (aim, weight, 1);
        while let Some(last) = pools.pop_if(|last| last.0 > pool.0) {
            let weight = last.1 + pool.1;
            pool = (
                (last.0 * last.1 + pool.0 * pool.1) / weight,
                weight,
                last.2 + pool.2,
            );
        }
        pools.push(pool);
    }
    let spread = |(aim, _, count)| std::iter::repeat_n(aim, count);
    pools.into_iter().flat_map(spread).collect()
}
