//! What is alike in every model, enum and request: reading and writing, from a list of names.
//!
//! All of it is inline, so that it becomes machine code only in the programs that use it.

/// Makes a struct a model: read leniently, written without what is absent.
///
/// `model!(App { id, name, kind = "type" })`, and `model!(AppGeneration { id, name } text name)`
/// where an answer may hold plain text in place of the object.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    ($model:ident { $($field:ident $(= $wire:literal)?),* $(,)? } $(text $text:ident)?) => {
        impl $crate::support::Object for $model {
            #[inline]
            fn name(&self) -> &'static str {
                stringify!($model)
            }

            $(
                #[inline]
                fn take_text(&mut self, text: &str) -> bool {
                    self.$text = text.to_owned().into();
                    true
                }
            )?

            #[inline]
            fn table<'de>(
                &mut self,
                read: &mut dyn FnMut(&mut [$crate::support::Field<'_, 'de>]),
            ) {
                read(&mut [$(
                    $crate::support::Field::new(
                        $crate::wire_name!($field $($wire)?),
                        &mut self.$field,
                    )
                ),*]);
            }
        }

        impl<'de> $crate::support::Lenient<'de> for $model {
            const PROMISED: bool = true;

            #[inline]
            fn read(
                place: &mut Self,
                json: &mut $crate::support::Json<'de>,
            ) -> Result<$crate::support::Off, $crate::support::Unreadable> {
                $crate::support::table(place, json)
            }
        }

        impl<'de> $crate::support::Deserialize<'de> for $model {
            fn deserialize<D: $crate::support::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::support::model_by_serde(deserializer)
            }
        }

        $crate::parameters!($model { $($field $(= $wire)?),* });
    };
}

/// Makes a struct the parameters of a request: written without what is absent.
#[doc(hidden)]
#[macro_export]
macro_rules! parameters {
    ($parameters:ident { $($field:ident $(= $wire:literal)?),* $(,)? }) => {
        impl $crate::support::Encode for $parameters {}

        impl $crate::support::Serialize for $parameters {
            #[allow(unused_mut, reason = "there may be no fields")]
            fn serialize<S: $crate::support::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(
                    $crate::support::put(
                        &mut map,
                        $crate::wire_name!($field $($wire)?),
                        &self.$field,
                    )?;
                )*
                $crate::support::SerializeMap::end(map)
            }
        }
    };
}

/// Makes an enum the open set of values of a field: `open_enum!(Kind { Web = "web" })`.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The text on the wire, whether the value is known or not.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl $name {
            /// Takes the value that a text stands for, and tells what is off about it.
            #[inline]
            fn known(
                place: &mut Self,
                text: &str,
                off: $crate::support::Off,
            ) -> $crate::support::Off {
                if off == Some($crate::DriftKind::Null) {
                    return off;
                }
                *place = Self::from(text);
                let is_unknown = matches!(place, Self::Unknown(_));
                off.or_else(|| is_unknown.then_some($crate::DriftKind::UnknownValue))
            }
        }

        impl Default for $name {
            #[inline]
            fn default() -> Self {
                Self::Unknown(String::new())
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )*
                    _ => Self::Unknown(text.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::support::Encode for $name {}

        impl $crate::support::Serialize for $name {
            fn serialize<S: $crate::support::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::support::Lenient<'de> for $name {
            const PROMISED: bool = true;

            #[inline]
            fn read(
                place: &mut Self,
                json: &mut $crate::support::Json<'de>,
            ) -> Result<$crate::support::Off, $crate::support::Unreadable> {
                let (text, off) = json.text()?;
                Ok(Self::known(place, &text, off))
            }
        }

        impl<'de> $crate::support::Deserialize<'de> for $name {
            fn deserialize<D: $crate::support::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::support::value_by_serde(deserializer)
            }
        }
    };
}

/// The name of a field on the wire: its own, unless another is given.
#[doc(hidden)]
#[macro_export]
macro_rules! wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}
