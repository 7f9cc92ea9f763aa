//! 代码项 Enumerations with a stable stored text and Chinese labels.

/// 代码项 Declares an enumeration of labels: stable English snake_case for storage, a Chinese label for people,
/// further accepted spellings after `|`.
///
/// ```
/// cunwu::labels! {
///     /// 房屋用途 What a house is used for.
///     pub enum HouseUse: "房屋用途" {
///         /// 自住
///         OwnerOccupied = "owner_occupied" / "自住",
///         /// 自住兼出租
///         Mixed = "mixed" / "自住兼出租" | "部分出租",
///     }
/// }
/// use cunwu::value::Plain;
/// assert_eq!(HouseUse::parse("部分出租")?, HouseUse::Mixed);
/// assert_eq!(HouseUse::Mixed.plain(), "自住兼出租");
/// assert_eq!(HouseUse::Mixed.code(), "mixed");
/// # Ok::<(), cunwu::Error>(())
/// ```
#[macro_export]
macro_rules! labels {
    ($(#[$meta:meta])* $vis:vis enum $name:ident: $what:literal {
        $($(#[$vmeta:meta])* $variant:ident = $code:literal / $zh:literal $(| $syn:literal)*),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name {
            $($(#[$vmeta])* $variant,)+
        }

        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as $crate::__private::Deserialize<'de>>::deserialize(from)?;
                match text.as_ref() {
                    $($code => Ok(Self::$variant),)+
                    other => Err(<D::Error as $crate::__private::DeError>::unknown_variant(other, &[$($code),+])),
                }
            }
        }

        impl $name {
            /// Every value, in declared order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable stored text.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// 中文名 The Chinese label.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }
        }

        impl $crate::value::Plain for $name {
            const WHAT: &'static str = $what;
            fn plain(&self) -> String {
                self.label().to_owned()
            }
            fn parse(text: &str) -> $crate::Result<Self> {
                match text {
                    $($zh $(| $syn)* | $code => Ok(Self::$variant),)+
                    _ => $crate::value::loose_label(text, &[$(($zh, Self::$variant)),+ $($(, ($syn, Self::$variant))*)+])
                        .ok_or_else(|| $crate::value::unknown_label($what, text, &[$($zh),+])),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> $crate::Result<Self> {
                <Self as $crate::value::Plain>::parse(text)
            }
        }

        impl ::std::convert::From<$name> for $crate::schema::Value {
            fn from(value: $name) -> Self {
                Self::from(value.code())
            }
        }

        impl ::std::convert::From<&$name> for $crate::schema::Value {
            fn from(value: &$name) -> Self {
                Self::from(value.code())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}

/// The error of a label that is not in the list.
#[doc(hidden)]
pub fn unknown_label(what: &str, text: &str, known: &[&str]) -> crate::Error {
    crate::Error::new(crate::error::code::value::LABEL)
        .with("what", what)
        .with("value", text)
        .with("known", known.join("、"))
}

/// The label that is the same but for full-width characters and spaces around it.
#[doc(hidden)]
pub fn loose_label<T: Copy>(text: &str, known: &[(&str, T)]) -> Option<T> {
    let clean = crate::value::normalise(text);
    known.iter().find(|(label, _)| crate::value::normalise(label) == clean).map(|(_, value)| *value)
}
