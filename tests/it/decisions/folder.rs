//! The dossier as a document and as a folder: what it rests on, and digests that hold.

use cunwu::model::{Attachment, Roll};
use cunwu::report::{DossierText, Markdown, Render};
use cunwu::rules::decision::DecisionAct;
use sha2::{Digest as _, Sha256};

use super::given::*;

#[test]
fn the_dossier_says_on_which_kind_of_roll_each_vote_rests_and_by_which_article() {
    let law = Law::shipped();
    let mut dossier = lawful();
    vote_of(&mut dossier, DecisionAct::Resolve).roll = Some(Roll::Named(named("2022-03-19", 41, 0, 12)));
    let examined = law.examine(&dossier);
    let text = Markdown.to_text(&DossierText::new(&dossier, &examined).document().unwrap()).unwrap();
    assert!(text.contains("具名名册 1 次，汇总名册（仅有人数） 3 次"), "{text}");
    assert!(text.contains("村民委员会组织法（2018年修正）第二十六条") && text.contains("2022-03-30"));
    vote_of(&mut dossier, DecisionAct::Resolve).roll = None;
    let examined = law.examine(&dossier);
    let text = Markdown.to_text(&DossierText::new(&dossier, &examined).document().unwrap()).unwrap();
    assert!(text.contains("没有名册 1 次") && text.contains("不符：村民（代表）会议决议：本次表决没有名册"), "{text}");
}

#[test]
fn the_folder_lists_every_file_and_attachment_with_its_digest() {
    let law = Law::shipped();
    let (dossier, minutes) = (lawful(), Attachment { name: v("会议记录.pdf"), sha256: v(&"ab".repeat(32)) });
    let examined = law.examine(&dossier);
    let folder = DossierText::new(&dossier, &examined).attachments([minutes]).folder().unwrap();
    let (sums, files) = folder.split_last().unwrap();
    assert_eq!(sums.name, "SHA256SUMS");
    for file in files {
        let digest: Vec<String> = Sha256::digest(&file.content).iter().map(|byte| format!("{byte:02x}")).collect();
        let digest = digest.concat();
        assert_eq!(file.sha256, digest);
        assert!(sums.content.contains(&format!("{digest}  {}\n", file.name)), "{}", file.name);
    }
    assert!(sums.content.contains(&format!("{}  会议记录.pdf\n", "ab".repeat(32))));
    assert_eq!(sums.content.lines().count(), files.len() + 1);
}
