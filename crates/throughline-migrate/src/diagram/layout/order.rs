//! The order of the boxes within each layer, so that few lines cross.
//!
//! A line over several layers gets a point in each that it passes. Then each point goes to the mean
//! of those that it is joined with, layer by layer, there and back, and neighbours change places
//! where that helps. The order with the fewest crossings is kept.

use super::{Graph, Port};

/// How often the layers are gone through.
const SWEEPS: usize = 24;

/// What stands in a layer: a box, or a line that passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// The box, if it is one.
    pub(super) node: Option<usize>,
    pub(super) height: i64,
}

/// A part of a line, from one layer to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) left: Port,
    pub(super) right: Port,
}

/// Boxes and passing lines in their layers. The ports of segments are those of points.
#[derive(Debug)]
pub(super) struct Layered {
    /// The boxes by their numbers, and behind them the lines that pass.
    pub(super) points: Vec<Point>,
    /// The points of each layer, from above.
    pub(super) layers: Vec<Vec<usize>>,
    /// What leads from each layer to the next.
    pub(super) segments: Vec<Vec<Segment>>,
    /// The points of each line, from the left.
    pub(super) wires: Vec<Vec<usize>>,
}

/// The layers with an order that has few crossings.
pub(super) fn order(graph: &Graph, layers: &[usize]) -> Layered {
    let mut layered = layered(graph, layers);
    let mut best = layered.layers.clone();
    let mut fewest = layered.crossings();
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        // What makes no difference is done one way and then the other: it may lead on.
        let other_way = sweep % 4 >= 2;
        layered.sweep(sweep % 2 == 0, other_way);
        layered.swap_neighbours(other_way);
        let crossings = layered.crossings();
        if crossings < fewest {
            (best, fewest) = (layered.layers.clone(), crossings);
        }
    }
    layered.layers = best;
    layered
}

fn layered(graph: &Graph, layers: &[usize]) -> Layered {
    let count = layers.iter().max().map_or(0, |last| last + 1);
    let points = graph.boxes.iter().enumerate().map(|(node, size)| Point {
        node: Some(node),
        height: size.height,
    });
    let mut layered = Layered {
        points: points.collect(),
        layers: vec![Vec::new(); count],
        segments: vec![Vec::new(); count.saturating_sub(1)],
        wires: Vec::new(),
    };
    for (node, layer) in layers.iter().enumerate() {
        layered.layers[*layer].push(node);
    }
    for wire in &graph.wires {
        let (mut left, mut right) = (wire.from, wire.to);
        if layers[left.node] > layers[right.node] {
            (left, right) = (right, left);
        }
        let (first, last) = (layers[left.node], layers[right.node]);
        let mut passed = vec![left.node];
        for layer in first + 1..last {
            let node = layered.points.len();
            layered.points.push(Point {
                node: None,
                height: 0,
            });
            layered.layers[layer].push(node);
            let between = Port { node, y: 0 };
            layered.segments[layer - 1].push(Segment {
                left,
                right: between,
            });
            left = between;
            passed.push(node);
        }
        passed.push(right.node);
        layered.segments[last - 1].push(Segment { left, right });
        layered.wires.push(passed);
    }
    layered
}

impl Layered {
    /// The place of each point in its layer.
    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.points.len()];
        for layer in &self.layers {
            for (place, point) in layer.iter().enumerate() {
                places[*point] = place;
            }
        }
        places
    }

    /// How many pairs of lines cross.
    pub(super) fn crossings(&self) -> usize {
        let places = self.places();
        let key = |port: Port| (places[port.node], port.y);
        let mut count = 0;
        for segments in &self.segments {
            for (at, one) in segments.iter().enumerate() {
                let cross = |other: &&Segment| {
                    let left = key(one.left).cmp(&key(other.left));
                    left.is_ne() && left == key(other.right).cmp(&key(one.right))
                };
                count += segments[at + 1..].iter().filter(cross).count();
            }
        }
        count
    }

    /// The ends that lie opposite to each point: its own height, and the port at the other side.
    fn opposite(&self, layer: usize, from_left: bool) -> Vec<Vec<(i64, Port)>> {
        let mut ends = vec![Vec::new(); self.points.len()];
        let gap = if from_left {
            layer.checked_sub(1)
        } else {
            Some(layer)
        };
        let segments = gap.and_then(|gap| self.segments.get(gap));
        for segment in segments.into_iter().flatten() {
            let (near, far) = match from_left {
                true => (segment.right, segment.left),
                false => (segment.left, segment.right),
            };
            ends[near.node].push((near.y, far));
        }
        ends
    }

    /// Puts each point at the mean of those at one side, layer by layer.
    /// Of those with one mean the last one comes first, if that is asked for.
    fn sweep(&mut self, from_left: bool, last_first: bool) {
        let count = self.layers.len();
        for step in 1..count {
            let layer = if from_left { step } else { count - 1 - step };
            let ends = self.opposite(layer, from_left);
            let places = self.places();
            let place = |port: &Port| {
                let height = self.points[port.node].height;
                places[port.node] as f64 + (port.y + 1) as f64 / (height + 2) as f64
            };
            let mut keyed: Vec<(f64, usize)> = self.layers[layer]
                .iter()
                .enumerate()
                .map(|(at, point)| {
                    let ends = &ends[*point];
                    let sum: f64 = ends.iter().map(|(_, far)| place(far)).sum();
                    let mean = if ends.is_empty() {
                        at as f64
                    } else {
                        sum / ends.len() as f64
                    };
                    (mean, *point)
                })
                .collect();
            if last_first {
                keyed.reverse();
            }
            keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
            self.layers[layer] = keyed.into_iter().map(|(_, point)| point).collect();
        }
    }

    /// Lets neighbours change places as long as that takes crossings away; once also where it adds
    /// none, if that is asked for.
    fn swap_neighbours(&mut self, equal_too: bool) {
        for layer in 0..self.layers.len() {
            let sides = [self.opposite(layer, true), self.opposite(layer, false)];
            let places = self.places();
            let crossings = |above: usize, below: usize| -> usize {
                let side = |ends: &Vec<Vec<(i64, Port)>>| {
                    let key = |port: &Port| (places[port.node], port.y);
                    let pairs = ends[above].iter().flat_map(|(_, upper)| {
                        ends[below].iter().map(move |(_, lower)| (upper, lower))
                    });
                    pairs
                        .filter(|(upper, lower)| key(upper) > key(lower))
                        .count()
                };
                sides.iter().map(side).sum()
            };
            let points = &mut self.layers[layer];
            for round in 0..=points.len() {
                let mut is_settled = true;
                for at in 1..points.len() {
                    let (above, below) = (points[at - 1], points[at]);
                    let (now, then) = (crossings(above, below), crossings(below, above));
                    if then < now || then == now && equal_too && round == 0 {
                        points.swap(at - 1, at);
                        is_settled = false;
                    }
                }
                if is_settled {
                    break;
                }
            }
        }
    }
}
