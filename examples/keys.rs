//! 密钥与擦除 Keys rotate and a person is erased before the reader's eyes, on a small synthetic village in a file.
//!
//! `cargo run --example keys`

use std::path::Path;

use cunwu::access::{Actor, FileKeyRing, Kinds, Purpose, Role};
use cunwu::ledger::{Means, MoveIn, Session, Village, catalog};
use cunwu::model::{House, Resident, ResidentCategory, Room};
use cunwu::sample::{Scale, village as sample};
use cunwu::schema::Id;
use cunwu::store::{Head, LogQuery, Query, Seq, SqlStore, Verifier};
use cunwu::value::{Day, IdDocument, IdNumber, PersonName, Plain, Sex};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const UNIT: &str = "unit_01k3d0n6hwa000000000000000";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let folder = tempfile::tempdir()?;
    let ledger = folder.path().join("ledger");
    std::fs::create_dir(&ledger)?;
    let village = open(folder.path(), &ledger).await?;
    let people = settle(&clerk(&village)).await?;
    println!("{} people live here; their numbers stand sealed in {} bytes of files.", people.len(), size(&ledger)?);

    // 轮换包装密钥 Every data key is wrapped anew; whoever has the ledger open goes on working.
    let other = open(folder.path(), &ledger).await?;
    let done = steward(&village).rotate_keys("年度轮换").await?;
    println!(
        "Unit key {} gave way to {}: {} data keys were wrapped anew, the house's too.",
        done.from, done.to, done.done
    );
    assert_eq!((done.from, done.to, done.done as usize), (1, 2, people.len() + 1));
    let (one, rest) = people.split_first().ok_or("nobody")?;
    let one = *one;
    let opened = clerk(&other).residents().records().reveal(&[one]).await?;
    assert!(opened.iter().all(|resident| resident.document.get().is_ok()));
    println!("A process that was open before the rotation still opens {one}.");

    // 轮换索引密钥 Every blind tag is made anew, and the search by number goes on.
    let done = steward(&village).rotate_index_keys(Kinds::default(), "年度轮换").await?;
    let document = clerk(&village).residents().records().reveal(&[one]).await?.remove(0).document;
    let found = clerk(&other).residents().by_document(document.get()?).await?.map(|found| found.entity.id);
    assert_eq!(found, Some(one));
    println!(
        "Index key {} gave way to {}: {} records were tagged anew, and the search finds {one}.",
        done.from, done.to, done.done
    );

    // 擦除 He goes, with every version and every key that could bring him back.
    let copy = folder.path().join("old copy");
    std::fs::create_dir(&copy)?;
    for entry in std::fs::read_dir(&ledger)? {
        let entry = entry?;
        std::fs::copy(entry.path(), copy.join(entry.file_name()))?;
    }
    let name = "欧阳东篱";
    let stood = stands(&ledger, name)?;
    let gone = one.key();
    let erased = steward(&village).erase(&gone, "本人申请").await?;
    assert!(stood && !stands(&ledger, name)?);
    println!(
        "{} of his records are gone, and his name is in no file any more; unit key {} is destroyed.",
        erased.records.len(),
        erased.rotated.from
    );
    assert_eq!(clerk(&village).residents().records().all().await?.len(), people.len() - 1);
    clerk(&village).residents().records().reveal(rest).await?;
    println!("The other {} still open.", people.len() - 1);

    // 旧副本 A copy of before, with the key file of now, gives nobody back.
    let old = open(folder.path(), &copy).await?;
    for id in &people {
        let error = clerk(&old).residents().records().reveal(&[*id]).await.err().ok_or("a secret opened")?;
        assert_eq!(error.code(), "access.unit_key.missing");
    }
    println!("The copy made before shows {} records and opens none of their secrets.", people.len());

    verify(&village).await?;
    println!("The chain verifies.");
    village.close().await?;
    Ok(())
}

async fn open(folder: &Path, ledger: &Path) -> Outcome<Village> {
    let store = SqlStore::sqlite(ledger.join("village.db"), catalog()?)?;
    let ring = FileKeyRing::open(folder.join("village.keys"))?;
    Ok(Village::open(store, UNIT.parse()?, Means::new(ring)?).await?)
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("办理居住登记"))
}

fn steward(village: &Village) -> Session<'_> {
    village.session(Actor::new("wang", Role::steward()), Purpose::of("保管密钥"))
}

/// Twelve people move into the first house of a synthetic village; the first has a name that can be looked for.
async fn settle(clerk: &Session<'_>) -> Outcome<Vec<Id<Resident>>> {
    let house: House = sample(1, Scale::SMALL)?.houses.into_iter().next().ok_or("no house")?;
    let id = house.id;
    clerk.houses().records().create(house).await?;
    let birth: Day = "1985-03-04".parse()?;
    let mut people = Vec::new();
    for number in 1..=12 {
        let name = if number == 1 { "欧阳东篱" } else { "陈某某" };
        let document = IdDocument::from(IdNumber::of_parts("440118", birth, number)?);
        let how = MoveIn {
            name: PersonName::parse(name)?,
            sex: if number % 2 == 1 { Sex::Male } else { Sex::Female },
            document,
            birth,
            phone: None,
            category: ResidentCategory::Migrant,
            registered_at: None,
            household: None,
            house: id,
            room: Room::parse("101")?,
            from: "2023-06-01".parse()?,
            registration: None,
        };
        people.push(clerk.residents().move_in(how).await?);
    }
    Ok(people)
}

fn size(folder: &Path) -> Outcome<usize> {
    let mut size = 0;
    for entry in std::fs::read_dir(folder)? {
        size += std::fs::read(entry?.path())?.len();
    }
    Ok(size)
}

/// Whether a text stands in any file of a folder.
fn stands(folder: &Path, text: &str) -> Outcome<bool> {
    for entry in std::fs::read_dir(folder)? {
        let bytes = std::fs::read(entry?.path())?;
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn verify(village: &Village) -> Outcome {
    let (catalog, mut verifier) = (catalog()?, Verifier::new(&Head::default()));
    let mut query = LogQuery::after(Seq::ZERO).limit(Query::MOST);
    loop {
        let page = village.store().log(village.unit(), &query).await?;
        let Some(last) = page.last() else { break };
        query = query.from(last.mark());
        page.iter().try_for_each(|change| verifier.push(&catalog, change))?;
    }
    assert!(verifier.finish(&village.head().await?).is_sound());
    Ok(())
}
