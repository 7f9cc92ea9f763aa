//! 敏感字段 Values that cannot be printed, and that are written only when sealed.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

use crate::error::{Error, Result, code};
use crate::value::Sensitive;

/// 密文 A sealed value: base64url of nonce and ciphertext, and the keyed blind tag if the field has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sealed {
    /// Nonce and ciphertext.
    #[serde(rename = "sealed")]
    pub text: Box<str>,
    /// Key version, a dot, and the keyed blind tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Box<str>>,
}

/// 敏感字段 A sensitive value: open in memory with a permit, sealed everywhere else. Serde refuses an open one,
/// `Debug` shows neither, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T>(State<T>);

#[derive(Clone, PartialEq, Eq)]
enum State<T> {
    Open(T),
    Sealed(Sealed),
}

impl<T> Secret<T> {
    /// An open secret, not yet written.
    pub fn open(value: T) -> Self {
        Self(State::Open(value))
    }

    /// The value.
    ///
    /// # Errors
    /// `schema.secret.sealed` while it is sealed: reveal the record with a permit.
    pub fn get(&self) -> Result<&T> {
        match &self.0 {
            State::Open(value) => Ok(value),
            State::Sealed(_) => Err(Error::new(code::schema::SECRET_SEALED)),
        }
    }

    /// The sealed form, once sealed.
    pub fn sealed(&self) -> Option<&Sealed> {
        match &self.0 {
            State::Open(_) => None,
            State::Sealed(sealed) => Some(sealed),
        }
    }

    /// The blind tag, once sealed, of a field that has one.
    pub fn tag(&self) -> Option<&str> {
        self.sealed().and_then(|sealed| sealed.tag.as_deref())
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::open(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            State::Open(_) => "Secret(open)",
            State::Sealed(_) => "Secret(sealed)",
        })
    }
}

impl<T> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            State::Open(_) => Err(ser::Error::custom(Error::new(code::schema::SECRET_OPEN))),
            State::Sealed(sealed) => sealed.serialize(to),
        }
    }
}

impl<'de, T> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(State::Sealed(Sealed::deserialize(from)?)))
    }
}

/// How the sealing layer reaches a secret field without knowing its type.
pub trait SecretSlot {
    /// The clear text, if there is a value and it is open.
    fn exposed(&self) -> Option<String>;
    /// The text for the blind tag, if there is a value and it is open.
    fn canonical(&self) -> Option<String>;
    /// Whether there is a value and it is open.
    fn is_open(&self) -> bool;
    /// The masked text, if there is a value and it is open.
    fn masked(&self) -> Option<String>;
    /// The sealed form, if there is a value and it is sealed.
    fn sealed(&self) -> Option<&Sealed>;
    /// Replaces the value by its sealed form.
    fn seal(&mut self, sealed: Sealed);
    /// Replaces the sealed form by the value.
    ///
    /// # Errors
    /// When the text is none of this type: the data are corrupt.
    fn unseal(&mut self, text: &str) -> Result<()>;
}

impl<T: Sensitive> SecretSlot for Secret<T> {
    fn exposed(&self) -> Option<String> {
        match &self.0 {
            State::Open(value) => Some(value.expose()),
            State::Sealed(_) => None,
        }
    }

    fn canonical(&self) -> Option<String> {
        match &self.0 {
            State::Open(value) => Some(value.canonical()),
            State::Sealed(_) => None,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.0, State::Open(_))
    }

    fn masked(&self) -> Option<String> {
        match &self.0 {
            State::Open(value) => Some(value.masked()),
            State::Sealed(_) => None,
        }
    }

    fn sealed(&self) -> Option<&Sealed> {
        Secret::sealed(self)
    }

    fn seal(&mut self, sealed: Sealed) {
        self.0 = State::Sealed(sealed);
    }

    fn unseal(&mut self, text: &str) -> Result<()> {
        self.0 = State::Open(T::from_exposed(text)?);
        Ok(())
    }
}

impl<S: SecretSlot> SecretSlot for Option<S> {
    fn exposed(&self) -> Option<String> {
        self.as_ref().and_then(S::exposed)
    }

    fn canonical(&self) -> Option<String> {
        self.as_ref().and_then(S::canonical)
    }

    fn is_open(&self) -> bool {
        self.as_ref().is_some_and(S::is_open)
    }

    fn masked(&self) -> Option<String> {
        self.as_ref().and_then(S::masked)
    }

    fn sealed(&self) -> Option<&Sealed> {
        self.as_ref().and_then(S::sealed)
    }

    fn seal(&mut self, sealed: Sealed) {
        if let Some(slot) = self {
            slot.seal(sealed);
        }
    }

    fn unseal(&mut self, text: &str) -> Result<()> {
        self.as_mut().map_or(Ok(()), |slot| slot.unseal(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{IdNumber, Plain};

    const NUMBER: &str = "440118198503040015";

    #[test]
    fn an_open_secret_is_refused_by_serde_and_shown_by_nothing() {
        let number = IdNumber::of_parts("440118", "1985-03-04".parse().unwrap(), 1).unwrap();
        assert!(number.plain().starts_with("440118198503040"));
        let open = Secret::open(number.clone());
        let refused = [
            serde_json::to_string(&open).unwrap_err().to_string(),
            serde_json::to_value(vec![Some(open.clone())]).unwrap_err().to_string(),
            serde_json::to_vec(&std::collections::BTreeMap::from([("a", &open)])).unwrap_err().to_string(),
            format!("{open:?} {:?} {:#?}", Some(&open), vec![&open]),
            format!("{:?}", open.get().map(|_| ())),
        ];
        for text in &refused {
            assert!(!text.contains("1985") && !text.contains(&number.plain()), "{text}");
        }
        assert!(refused[0].contains("schema.secret.open"), "{}", refused[0]);
        assert!(refused[3].contains("Secret(open)"));
    }

    #[test]
    fn a_sealed_secret_is_written_and_read_back_sealed() {
        let mut secret = Secret::open(IdNumber::of_parts("440118", "1985-03-04".parse().unwrap(), 1).unwrap());
        secret.seal(Sealed { text: "abc".into(), tag: Some("1.x".into()) });
        let json = serde_json::to_string(&secret).unwrap();
        assert_eq!(json, r#"{"sealed":"abc","tag":"1.x"}"#);
        let back: Secret<IdNumber> = serde_json::from_str(&json).unwrap();
        assert_eq!((back.tag(), format!("{back:?}")), (Some("1.x"), "Secret(sealed)".to_owned()));
        assert_eq!(back.get().unwrap_err().code(), "schema.secret.sealed");
        // Clear text in the place of a sealed one is no secret.
        assert!(serde_json::from_str::<Secret<IdNumber>>(&format!("{NUMBER:?}")).is_err());
    }
}
