//! A name that is put together at compile time.

use super::LIMIT;

/// What a name may have in bytes: [`LIMIT`] characters of four bytes each.
const CAPACITY: usize = 4 * LIMIT;

/// An identifier, built at compile time: at most [`LIMIT`] bytes long, or that many characters
/// where Django's names are asked for.
///
/// A longer name of ours keeps its beginning and ends in `_` and eight hexadecimal digits of the
/// FNV-1a hash of the whole, on every engine, so that moving between engines renames nothing.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    bytes: [u8; CAPACITY],
    length: usize,
    /// Bytes offered, those that did not fit included.
    offered: usize,
    hash: u32,
}

impl Name {
    pub(super) const fn new() -> Self {
        Name {
            bytes: [0; CAPACITY],
            length: 0,
            offered: 0,
            hash: 0x811c_9dc5,
        }
    }

    pub(super) const fn push(mut self, byte: u8) -> Self {
        if self.length < CAPACITY {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
        self.offered += 1;
        self.hash = (self.hash ^ byte as u32).wrapping_mul(0x0100_0193);
        self
    }

    pub(super) const fn push_str(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            self = self.push(bytes[i]);
            i += 1;
        }
        self
    }

    /// Snake case: `_` before an upper-case letter that begins a word (`HTTPLog` is `http_log`).
    pub(super) const fn push_snake(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            let byte = bytes[i];
            if byte.is_ascii_uppercase() && i > 0 && bytes[i - 1] != b'_' {
                let after_word = !bytes[i - 1].is_ascii_uppercase();
                let before_word = i + 1 < bytes.len() && bytes[i + 1].is_ascii_lowercase();
                if after_word || before_word {
                    self = self.push(b'_');
                }
            }
            self = self.push(byte.to_ascii_lowercase());
            i += 1;
        }
        self
    }

    /// The name, cut if it is too long.
    pub(super) const fn finish(mut self) -> Self {
        if self.offered <= LIMIT {
            return self;
        }
        let mut cut = LIMIT - 9;
        // A character is not cut in two: 10xxxxxx continues one.
        while self.bytes[cut] & 0b1100_0000 == 0b1000_0000 {
            cut -= 1;
        }
        self.bytes[cut] = b'_';
        let mut digit = 0;
        while digit < 8 {
            let nibble = ((self.hash >> (28 - 4 * digit)) & 0xf) as u8;
            self.bytes[cut + 1 + digit] = hexadecimal(nibble);
            digit += 1;
        }
        self.length = cut + 9;
        self
    }

    /// The first of its bytes.
    pub(super) const fn first(mut self, length: usize) -> Self {
        self.length = length;
        self
    }

    /// How many bytes it has.
    pub(super) const fn length(&self) -> usize {
        self.length
    }

    /// The name as text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        let (name, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(name) {
            Ok(name) => name,
            Err(_) => "",
        }
    }
}

/// The digit for a number below 16.
pub(super) const fn hexadecimal(number: u8) -> u8 {
    if number < 10 {
        b'0' + number
    } else {
        b'a' + number - 10
    }
}
