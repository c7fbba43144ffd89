//! Which layer each box stands in.
//!
//! A box goes beside those that it points to: to their right, or to their left where the layers at
//! the right are full. Then boxes move to where their lines are shorter. So a model that many others
//! point to has these on both sides, in layers that are not much higher than the picture is wide.

use super::place::{ABOVE, AROUND};
use super::{Graph, Size};

/// How often all boxes are looked at again.
const ROUNDS: usize = 8;

/// The number of each box's layer, from 0 on without a gap. Boxes that a line joins are in different
/// ones.
pub(super) fn layers(graph: &Graph) -> Vec<usize> {
    let mut layering = Layering::new(graph);
    for node in targets_first(graph) {
        let near = layering.near_layers(node);
        let mut choices = choices(&near);
        let layer = choices.find(|layer| layering.has_room(node, *layer));
        layering.layers[node] = layer;
    }
    for _ in 0..ROUNDS {
        let nodes = 0..graph.boxes.len();
        if nodes.filter(|node| layering.improve(*node)).count() == 0 {
            break;
        }
    }
    numbered(&layering.layers)
}

struct Layering<'g> {
    graph: &'g Graph,
    /// The boxes that lines join with each.
    near: Vec<Vec<usize>>,
    layers: Vec<Option<i64>>,
    /// How high a layer should be at most.
    room: i64,
}

impl<'g> Layering<'g> {
    fn new(graph: &'g Graph) -> Self {
        let count = graph.boxes.len();
        let mut near = vec![Vec::new(); count];
        for wire in &graph.wires {
            near[wire.from.node].push(wire.to.node);
            near[wire.to.node].push(wire.from.node);
        }
        let area = graph.boxes.iter().map(|size| {
            let width = size.width + size.beside + AROUND;
            width.saturating_mul(size.height + ABOVE)
        });
        let area = area.fold(0, i64::saturating_add);
        Layering {
            graph,
            near,
            layers: vec![None; count],
            room: (area / 4).saturating_mul(3).isqrt(),
        }
    }

    /// The layers of the boxes that lines join with this one, as far as they have one.
    fn near_layers(&self, node: usize) -> Vec<i64> {
        let near = self.near[node].iter();
        near.filter_map(|near| self.layers[*near]).collect()
    }

    /// Whether the box fits into that layer beside the others. One that is empty takes every box.
    fn has_room(&self, node: usize, layer: i64) -> bool {
        let sizes = self.layers.iter().zip(&self.graph.boxes).enumerate();
        let others = sizes.filter(|(other, (at, _))| *other != node && **at == Some(layer));
        let height = |(_, (_, size)): (usize, (_, &Size))| size.height + ABOVE;
        let height: i64 = others.map(height).sum();
        height == 0 || height + self.graph.boxes[node].height <= self.room
    }

    /// Moves a box to where its lines are shorter. Gives whether it moved.
    fn improve(&mut self, node: usize) -> bool {
        let near = self.near_layers(node);
        let (Some(now), Some(first), Some(last)) =
            (self.layers[node], near.iter().min(), near.iter().max())
        else {
            return false;
        };
        let length = |layer: i64| near.iter().map(|near| (near - layer).abs()).sum::<i64>();
        let better = (first - 1..=last + 1)
            .filter(|layer| !near.contains(layer) && length(*layer) < length(now))
            .filter(|layer| self.has_room(node, *layer))
            .min_by_key(|layer| length(*layer));
        self.layers[node] = better.or(Some(now));
        better.is_some()
    }
}

/// The layers that a box may stand in, best first: right of those that it is joined with, left of
/// them, one further right, and so on.
fn choices(near: &[i64]) -> impl Iterator<Item = i64> {
    let right = near.iter().max().map_or(0, |last| last + 1);
    let left = near.iter().min().map_or(-1, |first| first - 1);
    (0..).flat_map(move |far| [right + far, left - far])
}

/// All boxes, each behind those that it points to, as far as there is no circle.
fn targets_first(graph: &Graph) -> Vec<usize> {
    let count = graph.boxes.len();
    let mut targets = vec![Vec::new(); count];
    for wire in graph.wires.iter().rev() {
        targets[wire.from.node].push(wire.to.node);
    }
    let (mut order, mut seen) = (Vec::new(), vec![false; count]);
    for start in 0..count {
        let mut stack = vec![(start, false)];
        while let Some((node, is_done)) = stack.pop() {
            if is_done {
                order.push(node);
            } else if !seen[node] {
                seen[node] = true;
                stack.push((node, true));
                stack.extend(targets[node].iter().map(|target| (*target, false)));
            }
        }
    }
    order
}

/// The same layers, numbered from 0 on without a gap.
fn numbered(layers: &[Option<i64>]) -> Vec<usize> {
    let mut used = layers.to_vec();
    used.sort_unstable();
    used.dedup();
    let number = |layer| used.binary_search(layer).unwrap_or(0);
    layers.iter().map(number).collect()
}
