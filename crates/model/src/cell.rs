//! One value of a row, borrowed from the driver's buffer on its way to a sink.

/// One value. Its text forms are already those of the wire (see `docs/values.md`); a sink only quotes.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// SQL NULL.
    Null,
    /// A boolean of an engine that has booleans.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    UInt(u64),
    /// A double. NaN and the infinities are allowed; sinks write them as text.
    Float(f64),
    /// A finite number whose text is valid JSON as it stands, all digits kept.
    Number(&'a str),
    /// A decimal: exact text, scale kept. JSON writes it as a string.
    Decimal(&'a str),
    /// Text, and every type that travels in the server's own text form.
    Text(&'a str),
    /// Bytes; sinks write `\x` and lower-case hex.
    Bytes(&'a [u8]),
    /// A JSON document as text, valid JSON.
    Json(&'a str),
    /// An array of any depth.
    Array(&'a dyn ArrayItems),
}

/// The items of an array value, told one after the other, so that nobody builds a list.
pub trait ArrayItems: std::fmt::Debug + Sync {
    /// Tells each opening, item and closing in order, beginning with `Open` and ending with `Close`.
    fn visit(&self, tell: &mut dyn FnMut(ArrayEvent<'_>));
}

/// One step through an array value.
#[derive(Clone, Copy, Debug)]
pub enum ArrayEvent<'a> {
    /// An array (or a nested one) begins.
    Open,
    /// One item that is no array.
    Item(Cell<'a>),
    /// The innermost open array ends.
    Close,
}
