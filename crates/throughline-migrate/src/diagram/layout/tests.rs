use proptest::prelude::*;

use super::*;

fn any_boxes() -> impl Strategy<Value = (Vec<Size>, Vec<Wire>)> {
    let size = (
        20..300_i64,
        20..400_i64,
        prop_oneof![3 => Just(0), 1 => Just(60)],
    );
    let size = size.prop_map(|(width, height, beside)| Size {
        width,
        height,
        beside,
    });
    prop::collection::vec(size, 0..24).prop_flat_map(|boxes| {
        let count = boxes.len().max(1);
        let end = (0..count, 0..20_i64);
        let wire = (end.clone(), end).prop_map(|((from, above), (to, below))| Wire {
            from: Port {
                node: from,
                y: above,
            },
            to: Port { node: to, y: below },
        });
        let most = if boxes.is_empty() { 0 } else { 40 };
        let wires = prop::collection::vec(wire, 0..=most).prop_map(|mut wires| {
            wires.retain(|wire| wire.from.node != wire.to.node);
            wires
        });
        (Just(boxes), wires)
    })
}

/// Left, top, right and bottom of each box, with the space beside it.
fn edges(boxes: &[Size], picture: &Picture) -> Vec<[i64; 4]> {
    let placed = boxes.iter().zip(&picture.boxes);
    let edges =
        |(size, (x, y)): (&Size, &Spot)| [*x, *y, x + size.width + size.beside, y + size.height];
    placed.map(edges).collect()
}

proptest! {
    #[test]
    fn boxes_do_not_overlap_and_are_within_the_picture((boxes, wires) in any_boxes()) {
        let picture = layout(&boxes, &wires);
        let edges = edges(&boxes, &picture);
        for (at, [left, top, right, bottom]) in edges.iter().enumerate() {
            prop_assert!(*left >= 0 && *top >= 0);
            prop_assert!(*right <= picture.width && *bottom <= picture.height);
            for [other_left, other_top, other_right, other_bottom] in &edges[at + 1..] {
                let beside = right < other_left || other_right < left;
                prop_assert!(beside || bottom < other_top || other_bottom < top);
            }
        }
    }

    #[test]
    fn each_line_ends_at_its_boxes_and_crosses_none((boxes, wires) in any_boxes()) {
        let picture = layout(&boxes, &wires);
        let edges = edges(&boxes, &picture);
        prop_assert_eq!(picture.wires.len(), wires.len());
        for (wire, spots) in wires.iter().zip(&picture.wires) {
            prop_assert!(spots.len() >= 4 && spots.len() % 2 == 0);
            for (port, (x, y)) in [(wire.from, spots[0]), (wire.to, spots[spots.len() - 1])] {
                let (left, top) = picture.boxes[port.node];
                prop_assert_eq!(y, top + port.y);
                prop_assert!(x == left || x == left + boxes[port.node].width);
            }
            for pair in spots.chunks(2) {
                let ((one, y), (other, same)) = (pair[0], pair[1]);
                prop_assert_eq!(y, same, "these are straight");
                prop_assert!(0 <= y && y <= picture.height);
                for (node, [left, top, right, bottom]) in edges.iter().enumerate() {
                    let is_end = node == wire.from.node || node == wire.to.node;
                    let beside = one.max(other) <= *left || one.min(other) >= *right;
                    prop_assert!(is_end || beside || y < *top || y > *bottom);
                }
            }
            // Curves run between layers, where no box is.
            for pair in spots[1..spots.len() - 1].chunks(2) {
                let (one, other) = (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0));
                for [left, top, right, bottom] in &edges {
                    let (upper, lower) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
                    let beside = other <= *left || one >= *right;
                    prop_assert!(beside || lower < *top || upper > *bottom);
                }
            }
        }
    }

    #[test]
    fn the_same_is_laid_out_the_same((boxes, wires) in any_boxes()) {
        let (one, other) = (layout(&boxes, &wires), layout(&boxes, &wires));
        prop_assert_eq!(one.boxes, other.boxes);
        prop_assert_eq!(one.wires, other.wires);
    }
}

fn sizes(count: usize) -> Vec<Size> {
    vec![
        Size {
            width: 200,
            height: 100,
            beside: 0
        };
        count
    ]
}

fn wire(from: usize, to: usize) -> Wire {
    let [from, to] = [from, to].map(|node| Port { node, y: 10 });
    Wire { from, to }
}

#[test]
fn what_points_to_a_box_stands_right_of_it() {
    let picture = layout(&sizes(3), &[wire(2, 0), wire(2, 1)]);
    let [student, course, enrollment] = picture.boxes[..] else {
        panic!("three boxes");
    };
    assert_eq!(student.0, course.0);
    assert!(enrollment.0 > student.0);
    assert!(
        student.1 < enrollment.1 && enrollment.1 < course.1,
        "in the middle of both"
    );
}

#[test]
fn lines_that_need_not_cross_do_not() {
    // Two rows of four, joined in the opposite order.
    let wires: Vec<_> = (0..4).map(|at| wire(7 - at, at)).collect();
    let graph = Graph {
        boxes: sizes(8),
        wires: [wires, vec![wire(4, 0), wire(5, 1)]].concat(),
    };
    let layered = order::order(&graph, &[0, 0, 0, 0, 1, 1, 1, 1]);
    assert_eq!(layered.crossings(), 0);
}

#[test]
fn many_that_point_to_one_stand_on_both_sides_of_it() {
    let wires: Vec<_> = (1..20).map(|from| wire(from, 0)).collect();
    let picture = layout(&sizes(20), &wires);
    let middle = picture.boxes[0].0;
    let left = picture.boxes.iter().filter(|(x, _)| *x < middle).count();
    let right = picture.boxes.iter().filter(|(x, _)| *x > middle).count();
    assert!(
        left > 4 && right > 4,
        "{left} at the left, {right} at the right"
    );
    assert!(picture.height < 2 * picture.width && picture.width < 3 * picture.height);
}
