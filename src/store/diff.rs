//! 字段变动 Which fields differ between two versions of a record.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value as Json, json};

use crate::error::{Error, Result, code};
use crate::schema::Entity;
use crate::store::Version;

/// 字段变动 A field that differs between two versions. `Debug` shows where, not what: values may be personal.
#[derive(Clone, PartialEq)]
pub struct FieldChange {
    /// Where in the body, as a JSON pointer: `/house/known`.
    pub path: Box<str>,
    /// What was there.
    pub before: Side,
    /// What is there.
    pub after: Side,
}

/// 一侧 What one of two versions holds in a field.
#[derive(Clone, PartialEq)]
pub enum Side {
    /// Nothing.
    Absent,
    /// A value; what is sealed within it reads `{"sealed":true}`.
    Value(Json),
    /// 密封 A sealed value. Two of them count as different unless text or blind tag agree, so a value that was sealed anew
    /// without a tag, or under another index key, shows as a change.
    Sealed,
}

impl fmt::Debug for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} → {:?}", self.path, self.before, self.after)
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "absent",
            Self::Value(_) => "a value",
            Self::Sealed => "sealed",
        })
    }
}

impl<E: Entity> Version<E> {
    /// 变动 The fields that differ from the version before; all fields when there was none. Where the content of a version is
    /// gone or was deleted, its fields count as absent.
    ///
    /// # Errors
    /// `schema.secret.open` when a version was revealed.
    pub fn changes(&self, before: Option<&Self>) -> Result<Vec<FieldChange>> {
        changes(before.and_then(|before| before.entity.as_ref()), self.entity.as_ref())
    }
}

/// The fields in which two records differ, by their paths; secrets sealed on both sides.
///
/// # Errors
/// `schema.secret.open` when a secret is open.
pub fn changes<E: Entity>(before: Option<&E>, after: Option<&E>) -> Result<Vec<FieldChange>> {
    let mut found = Vec::new();
    compare(&mut String::new(), Some(&body(before)?), Some(&body(after)?), &mut found);
    Ok(found)
}

fn body<E: Entity>(entity: Option<&E>) -> Result<Json> {
    let Some(entity) = entity else { return Ok(Json::Object(Map::new())) };
    let open = |error| Error::new(code::schema::SECRET_OPEN).with("key", entity.id().key()).because(error);
    serde_json::to_value(entity).map_err(open)
}

fn compare(path: &mut String, before: Option<&Json>, after: Option<&Json>, found: &mut Vec<FieldChange>) {
    let (before, after) = (before.filter(|json| !json.is_null()), after.filter(|json| !json.is_null()));
    match (before, after) {
        (Some(a), Some(b)) if same(a, b) => {}
        (Some(a @ Json::Object(before)), Some(b @ Json::Object(after))) if !is_sealed(a) && !is_sealed(b) => {
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for name in names {
                let length = path.len();
                path.push('/');
                path.push_str(&name.replace('~', "~0").replace('/', "~1"));
                compare(path, before.get(name), after.get(name), found);
                path.truncate(length);
            }
        }
        (Some(Json::Array(before)), Some(Json::Array(after))) if before.len() == after.len() => {
            for (place, (before, after)) in before.iter().zip(after).enumerate() {
                let length = path.len();
                path.push('/');
                path.push_str(&place.to_string());
                compare(path, Some(before), Some(after), found);
                path.truncate(length);
            }
        }
        (None, None) => {}
        (before, after) => {
            found.push(FieldChange { path: path.as_str().into(), before: side(before), after: side(after) });
        }
    }
}

/// Whether two values are equal; sealed ones when their blind tags agree.
fn same(a: &Json, b: &Json) -> bool {
    let tag = |json: &Json| is_sealed(json).then(|| json.get("tag").cloned()).flatten();
    a == b || tag(a).is_some_and(|tag_of_a| tag(b) == Some(tag_of_a))
}

/// Whether this is the stored form of a secret.
fn is_sealed(json: &Json) -> bool {
    let Json::Object(fields) = json else { return false };
    fields.get("sealed").is_some_and(Json::is_string) && fields.keys().all(|name| name == "sealed" || name == "tag")
}

fn side(json: Option<&Json>) -> Side {
    match json {
        None => Side::Absent,
        Some(json) if is_sealed(json) => Side::Sealed,
        Some(json) => Side::Value(covered(json)),
    }
}

/// A value, what is sealed in it covered.
fn covered(json: &Json) -> Json {
    match json {
        json if is_sealed(json) => json!({"sealed": true}),
        Json::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), covered(value))).collect(),
        Json::Array(values) => values.iter().map(covered).collect(),
        plain => plain.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(before: &Json, after: &Json) -> Vec<(String, Side, Side)> {
        let mut found = Vec::new();
        compare(&mut String::new(), Some(before), Some(after), &mut found);
        found.into_iter().map(|change| (change.path.into(), change.before, change.after)).collect()
    }

    #[test]
    fn changes_name_paths_and_never_show_what_is_sealed() {
        let value = |json: Json| Side::Value(json);
        let before =
            json!({"a": 1, "b": {"c/d": [1, 2], "e": null}, "gone": "x", "secret": {"sealed": "abc", "tag": "1.t"}});
        let after = json!({"a": 1, "b": {"c/d": [1, 3], "e": true}, "secret": {"sealed": "def", "tag": "1.u"},
            "list": [{"sealed": "ghi"}]});
        let found = between(&before, &after);
        assert_eq!(
            found,
            [
                ("/b/c~1d/1".to_owned(), value(json!(2)), value(json!(3))),
                ("/b/e".to_owned(), Side::Absent, value(json!(true))),
                ("/gone".to_owned(), value(json!("x")), Side::Absent),
                ("/list".to_owned(), Side::Absent, value(json!([{"sealed": true}]))),
                ("/secret".to_owned(), Side::Sealed, Side::Sealed),
            ]
        );
        let resealed = json!({"secret": {"sealed": "other", "tag": "1.t"}});
        assert_eq!(between(&json!({"secret": {"sealed": "abc", "tag": "1.t"}}), &resealed), vec![]);
        let untagged = between(&json!({"s": {"sealed": "abc"}}), &json!({"s": {"sealed": "abd"}}));
        assert_eq!(untagged, [("/s".to_owned(), Side::Sealed, Side::Sealed)]);
        let came = between(&json!({"s": null}), &json!({"s": {"sealed": "abd"}}));
        assert_eq!(came, [("/s".to_owned(), Side::Absent, Side::Sealed)]);
        let change = FieldChange { path: "/name".into(), before: Side::Absent, after: value(json!("陈")) };
        assert_eq!(format!("{change:?}"), "/name: absent → a value");
    }
}
