//! Part of Throughline.
