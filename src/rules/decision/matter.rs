//! 职权 Which body may decide which matter.

use crate::error::Result;
use crate::model::MatterKind;
use crate::rules::decision::Delegation;
use crate::rules::{Amount, Body, Book, Finding};

/// The bodies that resolve, with the parameters that say what each may decide.
const RESOLVING: [(Body, &str); 4] = [
    (Body::VillagersAssembly, "assembly.may"),
    (Body::Representatives, "representatives.may"),
    (Body::CollectiveMembers, "collective_members.may"),
    (Body::CollectiveRepresentatives, "collective_representatives.may"),
];

/// Whether a parameter gives a body a matter on the day, and by which source.
fn may(book: Book<'_>, prefix: &str, matter: MatterKind) -> Result<(bool, Box<str>)> {
    let id = format!("{prefix}.{}", matter.code());
    // What no parameter gives to a body it may not decide.
    if !book.rules().has(&id) {
        return Ok((false, "表中没有该项职权".into()));
    }
    let setting = book.setting(&id)?;
    Ok(setting.map_or((false, "当日没有该项职权".into()), |setting| {
        (setting.amount == Amount::Flag(true), setting.source.clone())
    }))
}

/// 事项职权 Whether a body may decide a matter on the day (村民委员会组织法 arts. 23, 24, 27; 农村集体经济组织法 art. 26).
///
/// # Errors
/// Those of the rulebook.
pub fn may_decide(book: Book<'_>, body: Body, matter: MatterKind) -> Result<Option<Finding>> {
    let Some(check) = book.check("decision.matter_body")? else { return Ok(None) };
    let (mut holds, mut basis) = (false, Box::from("表中没有该会议"));
    let mut wanted = Vec::with_capacity(RESOLVING.len());
    for (known, prefix) in RESOLVING {
        let (may, source) = may(book, prefix, matter)?;
        if may {
            wanted.push(known.label());
        }
        if known == body {
            (holds, basis) = (may, source);
        }
    }
    let wanted = if wanted.is_empty() { "有权的会议".to_owned() } else { wanted.join("或者") };
    let check = check.saw("matter", matter.label()).saw("body", body.label()).saw("basis", &*basis);
    Ok(Some(check.saw("wanted", wanted).when(holds)))
}

/// 授权 Whether the representatives decide what the assembly handed to them (arts. 24, 25); a second finding points out where the file does
/// not show it.
///
/// # Errors
/// Those of the rulebook.
pub fn delegated(book: Book<'_>, matter: MatterKind, delegation: &Delegation) -> Result<[Option<Finding>; 2]> {
    let holds = match delegation {
        Delegation::Shown(_) => true,
        Delegation::Unknown => book.flag("delegation.presumed")?,
        Delegation::Reserved => false,
    };
    let delegated = book.check("decision.delegated")?;
    let on_file = book.check("decision.delegation_shown")?;
    let unknown = *delegation == Delegation::Unknown;
    Ok([
        delegated.map(|check| check.saw("matter", matter.label()).when(holds)),
        on_file.map(|check| check.saw("matter", matter.label()).when(!unknown)),
    ])
}
