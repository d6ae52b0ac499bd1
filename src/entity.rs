//! Entities: the fields of a resource, declared once and typed by name.

use crate::choice::Choice;
use crate::resource::Resource;

/// What a field holds, and so how it is stored, sent, checked and drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text of any length.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// Yes or no.
    Boolean,
    /// A point in time, RFC 3339 in UTC on the wire.
    Timestamp,
    /// One of a closed set.
    Choice(&'static [Choice]),
    /// Several of a closed set: a list of their words, in the set's order.
    Choices(&'static [Choice]),
    /// A row of another resource.
    Reference(Resource),
    /// Any number of rows of another resource: a list of their ids and labels.
    References(Resource),
    /// A list or an object.
    Json,
}

/// One field of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The resource that the field belongs to.
    pub resource: Resource,
    /// Its place in the entity and in a row's cells.
    pub index: u8,
    /// Its name in code and, for a reference, the key of the label.
    pub name: &'static str,
    /// Its key on the wire and in filters: the name, or `name_id` for a reference.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be unknown.
    pub nullable: bool,
}

impl Field {
    const fn of(kind: Kind) -> Self {
        Self {
            resource: Resource::Sites,
            index: 0,
            name: "",
            key: "",
            kind,
            nullable: false,
        }
    }

    /// A text.
    pub const fn text() -> Self {
        Self::of(Kind::Text)
    }

    /// A whole number.
    pub const fn integer() -> Self {
        Self::of(Kind::Integer)
    }

    /// A number with a fraction.
    pub const fn decimal() -> Self {
        Self::of(Kind::Decimal)
    }

    /// Yes or no.
    pub const fn boolean() -> Self {
        Self::of(Kind::Boolean)
    }

    /// A point in time.
    pub const fn timestamp() -> Self {
        Self::of(Kind::Timestamp)
    }

    /// One of a closed set.
    pub const fn choice(set: &'static [Choice]) -> Self {
        Self::of(Kind::Choice(set))
    }

    /// Several of a closed set.
    pub const fn choices(set: &'static [Choice]) -> Self {
        Self::of(Kind::Choices(set))
    }

    /// A row of another resource.
    pub const fn reference(resource: Resource) -> Self {
        Self::of(Kind::Reference(resource))
    }

    /// Any number of rows of another resource.
    pub const fn references(resource: Resource) -> Self {
        Self::of(Kind::References(resource))
    }

    /// A list or an object.
    pub const fn json() -> Self {
        Self::of(Kind::Json)
    }

    /// The same field, but it may be unknown.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// Gives the field its place; called by [`entity!`](crate::entity!).
    #[doc(hidden)]
    #[must_use]
    pub const fn placed(
        mut self,
        resource: Resource,
        index: u8,
        name: &'static str,
        id_key: &'static str,
    ) -> Self {
        self.resource = resource;
        self.index = index;
        self.name = name;
        self.key = if matches!(self.kind, Kind::Reference(_)) {
            id_key
        } else {
            name
        };
        self
    }

    /// Whether both are the same field; usable in constants, where `==` is not.
    pub const fn same(&self, other: &Self) -> bool {
        self.resource as u8 == other.resource as u8 && self.index == other.index
    }
}

/// The fields of one resource.
#[derive(Debug)]
pub struct Entity {
    /// The resource.
    pub resource: Resource,
    /// Its fields, in the order of a row's cells.
    pub fields: &'static [Field],
}

impl Entity {
    /// The field with this wire key.
    pub fn by_key(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// Declares the fields of a resource.
///
/// It makes `Fields<T>`, a struct with one `T` for each field; `F`, the declared fields by name, for pages;
/// and `ENTITY`, the erased list. The server fills a `Fields<Sql>` for the same resource, so that a field
/// without a column does not compile.
#[macro_export]
macro_rules! entity {
    ($resource:ident { $($(#[$doc:meta])* $name:ident : $field:expr),+ $(,)? }) => {
        /// One value for each field of the resource, by name.
        #[derive(Clone, Copy, Debug)]
        pub struct Fields<T> { $($(#[$doc])* pub $name: T),+ }

        #[expect(non_camel_case_types, reason = "each variant takes its field's name")]
        #[derive(Clone, Copy)]
        enum Index { $($name),+ }

        /// The fields, by name.
        pub const F: Fields<$crate::entity::Field> = Fields { $($name: {
            use $crate::entity::Field;
            $field.placed(
                $crate::resource::Resource::$resource,
                Index::$name as u8,
                stringify!($name),
                concat!(stringify!($name), "_id"),
            )
        }),+ };

        /// The fields, in order.
        pub static ENTITY: $crate::entity::Entity = $crate::entity::Entity {
            resource: $crate::resource::Resource::$resource,
            fields: &F.in_order(),
        };

        impl<T: Copy> Fields<T> {
            /// The values in the order of the entity's fields.
            pub const fn in_order(&self) -> [T; [$(stringify!($name)),+].len()] {
                [$(self.$name),+]
            }
        }
    };
}
