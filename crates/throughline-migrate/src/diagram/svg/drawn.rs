//! An entity as a box: its title, its columns, its many-to-many fields.

use std::fmt::Write;

use super::super::layout::{Size, Spot};
use super::super::{End, Entity, Many, ManyField, Row};
use super::{LOOP, escaped};
use crate::words::MANY_TO_MANY;

/// The space at the left and the right of a text.
const PAD: i64 = 12;

/// An entity, and how large it is drawn.
pub(super) struct Drawn<'d> {
    pub(super) entity: &'d Entity,
    /// The size of the letters.
    letters: i64,
    pub(super) width: i64,
    /// Where the texts begin: keys, names, types.
    columns: [i64; 3],
}

impl<'d> Drawn<'d> {
    pub(super) fn of(entity: &'d Entity) -> Self {
        let letters = if entity.is_join_table { 11 } else { 13 };
        let width = |text: &str| width(text, letters);
        let rows = || entity.rows.iter();
        let fields = || entity.fields.iter();
        let keys = rows().map(|row| width(&keys(row))).max().unwrap_or(0);
        let row_names = rows().map(|row| width(&row.name));
        let names = row_names.chain(fields().map(|field| width(&field.name)));
        let kinds = rows().map(|row| width(&kind(row)));
        let kinds = kinds.chain(fields().map(|field| width(&field_kind(field))));
        let name = PAD + if keys > 0 { keys + PAD } else { 0 };
        let kind = name + names.max().unwrap_or(0) + PAD;
        let right = kind + kinds.max().unwrap_or(0) + PAD;
        Drawn {
            entity,
            letters,
            width: right.max(width(&entity.name) + 2 * PAD),
            columns: [PAD, name, kind],
        }
    }

    const fn row_height(&self) -> i64 {
        self.letters + 9
    }

    const fn head(&self) -> i64 {
        self.letters + 17
    }

    fn height(&self) -> i64 {
        let rows = self.entity.rows.len() + self.entity.fields.len();
        self.head() + 8 + self.row_height() * i64::try_from(rows).unwrap_or(i64::from(u16::MAX))
    }

    pub(super) fn size(&self, has_loop: bool) -> Size {
        Size {
            width: self.width,
            height: self.height(),
            beside: if has_loop { LOOP } else { 0 },
        }
    }

    /// The middle of a row, from the top of the box. Many-to-many fields stand behind columns.
    fn row(&self, row: usize) -> i64 {
        let above = i64::try_from(row).unwrap_or(i64::from(u16::MAX));
        self.head() + 4 + self.row_height() * above + self.row_height() / 2
    }

    /// Where a line ends: at the row of its foreign key, at the primary key, or at the title where
    /// it may end at none.
    pub(super) fn port(&self, end: &End) -> i64 {
        let keys = self.entity.rows.iter().enumerate();
        let mut keys = keys.filter(|(_, row)| row.keys.contains(&"PK"));
        match (end.row, keys.next(), keys.next()) {
            (Some(row), ..) => self.row(row),
            (None, Some((row, _)), None) if end.many == Many::One => self.row(row),
            _ => self.head() / 2,
        }
    }

    pub(super) fn draw(&self, svg: &mut String, (x, y): Spot) {
        let Drawn {
            entity,
            width,
            columns,
            ..
        } = self;
        let (head, height) = (self.head(), self.height());
        let class = if entity.is_join_table {
            "join"
        } else {
            "model"
        };
        // Writing to a string cannot fail.
        _ = writeln!(
            svg,
            "<g class=\"{class}\">\n\
             <rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n\
             <path class=\"head\" d=\"M{x},{0}v{1}q0,-6 6,-6h{2}q6,0 6,6v{3}z\"/>",
            y + head,
            6 - head,
            width - 12,
            head - 6,
        );
        // Letters stand on a line a third of their size below the middle.
        let below = self.letters / 3 + 1;
        let mut text = |class: &str, at: i64, middle: i64, text: &str| {
            if !text.is_empty() {
                let (x, y) = (x + at, y + middle + below);
                _ = writeln!(
                    svg,
                    "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
                    escaped(text)
                );
            }
        };
        text("title", PAD, head / 2, &entity.name);
        let [key, name, kind_at] = *columns;
        for (number, row) in entity.rows.iter().enumerate() {
            let middle = self.row(number);
            text("key", key, middle, &keys(row));
            text("name", name, middle, &row.name);
            text("type", kind_at, middle, &kind(row));
        }
        for (number, field) in entity.fields.iter().enumerate() {
            let middle = self.row(entity.rows.len() + number);
            text("name", name, middle, &field.name);
            text("type", kind_at, middle, &field_kind(field));
        }
        if !entity.fields.is_empty() && !entity.rows.is_empty() {
            let rule = y + self.row(entity.rows.len()) - self.row_height() / 2;
            _ = writeln!(svg, "<path class=\"rule\" d=\"M{x},{rule}h{width}\"/>");
        }
        svg.push_str("</g>\n");
    }
}

fn keys(row: &Row) -> String {
    row.keys.join(" ")
}

/// The type of a column, and whether it may be null.
fn kind(row: &Row) -> String {
    let mut kind = row.kind();
    if let Some((digits, places)) = row.plain.digits {
        _ = write!(kind, "({digits}, {places})");
    }
    if row.null {
        kind.push_str(" null");
    }
    kind
}

/// What a many-to-many field leads to.
fn field_kind(field: &ManyField) -> String {
    let mut kind = format!("{MANY_TO_MANY} {}", field.to);
    if field.symmetrical {
        kind.push_str(", both ways");
    }
    if let Some(through) = &field.through {
        _ = write!(kind, " through {through}");
    }
    kind
}

/// About how wide a text is, rather too much: fonts differ.
fn width(text: &str, letters: i64) -> i64 {
    // In hundredths of the size. Letters of the East are as wide as high.
    let hundredths = text
        .chars()
        .map(|c| if u32::from(c) < 0x1100 { 62 } else { 105 });
    let hundredths: i64 = hundredths.sum();
    (hundredths * letters + 99) / 100
}
