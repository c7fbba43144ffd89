//! Messages that are put together at compile time, for assertions of the derive.

/// The longest message, in bytes. What goes beyond is left out.
const LIMIT: usize = 1024;

/// A message that is being put together.
#[derive(Clone, Copy)]
pub(crate) struct Sentence {
    bytes: [u8; LIMIT],
    length: usize,
}

impl Sentence {
    pub(crate) const fn new() -> Self {
        Sentence {
            bytes: [0; LIMIT],
            length: 0,
        }
    }

    /// Adds a text, or nothing where it does not fit.
    pub(crate) const fn push(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        if self.length + bytes.len() > LIMIT {
            return self;
        }
        let mut i = 0;
        while i < bytes.len() {
            self.bytes[self.length] = bytes[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    pub(crate) const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}
