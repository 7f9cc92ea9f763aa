//! 核验日志 Writes the log of a village to a file, changes one byte of it, and finds the change: without the store, without a key.
//!
//! `cargo run --example verify_log`

use cunwu::schema::{Entity, Id, UnitId};
use cunwu::store::{Catalog, Checkpoint, MemoryStore, Meta, Origin, Seed, Store, UnitOfWork, bundle};
use cunwu::value::{Instant, Plain, Text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// 路灯 A street lamp.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Lamp {
    id: Id<Lamp>,
    place: Text,
}

cunwu::entity! {
    Lamp: "xintang.lamp", "lamp", v1, "路灯";
    columns { place "位置": Text = |lamp| lamp.place.as_str() }
    indexes { by_place(place) }
    secrets {}
    subject = |lamp| lamp.id.key();
}

impl Lamp {
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "what every entity offers")]
    fn check(&self) -> cunwu::Result<()> {
        Ok(())
    }
}

async fn commit(store: &dyn Store, unit: UnitId, number: u128, place: &str) -> cunwu::Result<()> {
    let mut work = UnitOfWork::new(store, unit);
    work.create(&Lamp { id: Id::from_uuid(Uuid::from_u128(number)), place: Text::parse(place)? })?;
    let meta = Meta {
        request: format!("request {number}").into(),
        actor: "chen".into(),
        purpose: "登记路灯".into(),
        reason: None,
        at: Instant::parse("2023-06-30T08:00:00+08:00")?,
        origin: Origin::default(),
    };
    // A real host takes 32 fresh random bytes; see `access::IdGen::seed`.
    work.commit(meta, &Seed::from_bytes([7; 32])).await.map(|_| ())
}

fn tell(what: &str, file: &[u8], kept: &[Checkpoint]) {
    match bundle::verify(file, kept) {
        Ok(verified) if verified.is_sound() => println!("{what}: 一致 sound, {} commits", verified.commits),
        Ok(verified) => verified.findings.iter().for_each(|finding| println!("{what}: {finding}")),
        Err(error) => println!("{what}: {error}"),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let unit: UnitId = "unit_01k3d0n6hwa000000000000000".parse()?;
    let store = MemoryStore::new(Catalog::new([Lamp::SPEC])?);
    for (number, place) in [(1, "东门"), (2, "村委会"), (3, "祠堂")] {
        commit(&store, unit, number, place).await?;
    }
    let mut file = Vec::new();
    let checkpoint = bundle::write(&store, unit, &mut file).await?;
    println!("记入会议纪要 for the minutes:\n{checkpoint}\n");
    // What stands in the minutes is read back as it was printed.
    let kept: Checkpoint = checkpoint.to_string().parse()?;
    tell("as written", &file, &[kept]);

    let mut edited = file.clone();
    if let Some(byte) = edited.iter_mut().rev().nth(400) {
        *byte ^= 1;
    }
    tell("one byte changed", &edited, &[kept]);

    // Somebody rewrites the past from the beginning: every digest fits, but not the minutes.
    let forged = MemoryStore::new(store.info().catalog.clone());
    for (number, place) in [(1, "东门"), (2, "村委会"), (3, "别处")] {
        commit(&forged, unit, number, place).await?;
    }
    let mut rewritten = Vec::new();
    bundle::write(&forged, unit, &mut rewritten).await?;
    tell("rewritten, no checkpoint", &rewritten, &[]);
    tell("rewritten, with checkpoint", &rewritten, &[kept]);
    Ok(())
}
