//! The operators of content streams: what pages, drawings and press marks are written with.

pub(super) mod color;
pub(super) mod shapes;
pub(super) mod stream;
