//! Kinds of types, as far as PostgreSQL's operators tell them apart for certain.

use weir_model::ServerFlavor;

/// A kind of type. `Unknown` goes with everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Type {
    Integer,
    Numeric,
    Float,
    Text,
    Bool,
    Date,
    Time,
    Timestamp,
    Interval,
    Json,
    Uuid,
    #[default]
    Unknown,
}

impl Type {
    /// The kind of a type by its name in the catalog or in a cast. Other servers convert as they like.
    pub(crate) fn of(flavor: ServerFlavor, name: &str) -> Self {
        if flavor != ServerFlavor::Postgres {
            return Self::Unknown;
        }
        match name {
            "int2" | "int4" | "int8" | "smallint" | "integer" | "int" | "bigint" => Self::Integer,
            "numeric" | "decimal" => Self::Numeric,
            "float4" | "float8" | "real" | "double precision" | "float" => Self::Float,
            "text" | "varchar" | "bpchar" | "char" | "character" | "character varying" | "name" => Self::Text,
            "bool" | "boolean" => Self::Bool,
            "date" => Self::Date,
            "time" | "time without time zone" => Self::Time,
            "timestamp" | "timestamptz" | "timestamp without time zone" | "timestamp with time zone" => {
                Self::Timestamp
            }
            "interval" => Self::Interval,
            "json" | "jsonb" => Self::Json,
            "uuid" => Self::Uuid,
            _ => Self::Unknown,
        }
    }

    /// The name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Numeric => "numeric",
            Self::Float => "double precision",
            Self::Text => "text",
            Self::Bool => "boolean",
            Self::Date => "date",
            Self::Time => "time",
            Self::Timestamp => "timestamp",
            Self::Interval => "interval",
            Self::Json => "json",
            Self::Uuid => "uuid",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Numeric | Self::Float)
    }

    /// Whether `=` may exist between the two.
    pub(crate) fn compares_with(self, other: Self) -> bool {
        let class = |kind: Self| match kind {
            Self::Integer | Self::Numeric | Self::Float => 0,
            Self::Text => 1,
            Self::Bool => 2,
            Self::Date | Self::Timestamp => 3,
            Self::Time | Self::Interval => 4,
            Self::Uuid => 5,
            Self::Json | Self::Unknown => 6,
        };
        let (one, two) = (class(self), class(other));
        one == two || one == 6 || two == 6
    }
}
