//! The finder beside tantivy and SQLite FTS5, on the same people, with the same questions: `cargo bench --manifest-path
//! benches/rivals/Cargo.toml --bench finder`. The rivals get their best case: an index in memory, one term looked up, ids alone.

use std::time::{Duration, Instant};

use cunwu::sample::{Rng, identity_number, phone};
use cunwu::search::{Entry, Field, Finder, How, Kind, Question, Subject, fold};
use cunwu::value::{Day, Sensitive, Sex};
use cunwu_rivals::{Times, micros, resident, scale, time, times};
use rusqlite::Connection;
use tantivy::collector::TopDocs;
use tantivy::columnar::Column as Numbers;
use tantivy::query::TermQuery;
use tantivy::schema::{
    FAST, Field as Column, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
    Value as _,
};
use tantivy::tokenizer::{LowerCaser, NgramTokenizer, TextAnalyzer};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LIMIT: usize = 20;

/// Surnames by how common they are, and characters of given names, with their readings.
const SURNAMES: &[(&str, &str)] = &[
    ("陈", "c"),
    ("黄", "h"),
    ("李", "l"),
    ("张", "z"),
    ("王", "w"),
    ("刘", "l"),
    ("林", "l"),
    ("梁", "l"),
    ("吴", "w"),
    ("杨", "y"),
    ("郭", "g"),
    ("钟", "z"),
    ("卢", "l"),
    ("朱", "z"),
    ("湛", "z"),
    ("关", "g"),
    ("温", "w"),
    ("谭", "t"),
    ("何", "h"),
    ("周", "z"),
    ("徐", "x"),
    ("孙", "s"),
    ("罗", "l"),
    ("郑", "z"),
    ("谢", "x"),
    ("邓", "d"),
    ("彭", "p"),
    ("胡", "h"),
    ("高", "g"),
    ("马", "m"),
    ("叶", "y"),
    ("潘", "p"),
    ("袁", "y"),
    ("蔡", "c"),
    ("蒋", "j"),
    ("余", "y"),
    ("杜", "d"),
    ("苏", "s"),
    ("魏", "w"),
    ("姚", "y"),
];
const GIVEN: &[(&str, &str)] = &[
    ("伟", "w"),
    ("强", "q"),
    ("勇", "y"),
    ("杰", "j"),
    ("涛", "t"),
    ("明", "m"),
    ("辉", "h"),
    ("波", "b"),
    ("坤", "k"),
    ("浩", "h"),
    ("轩", "x"),
    ("志", "z"),
    ("国", "g"),
    ("嘉", "j"),
    ("启", "q"),
    ("文", "w"),
    ("广", "g"),
    ("家", "j"),
    ("锦", "j"),
    ("耀", "y"),
    ("芳", "f"),
    ("娟", "j"),
    ("敏", "m"),
    ("丽", "l"),
    ("霞", "x"),
    ("玲", "l"),
    ("燕", "y"),
    ("琴", "q"),
    ("珍", "z"),
    ("莹", "y"),
    ("惠", "h"),
    ("雪", "x"),
    ("桂", "g"),
    ("美", "m"),
    ("诗", "s"),
    ("思", "s"),
    ("晓", "x"),
    ("佩", "p"),
    ("婉", "w"),
    ("梓", "z"),
    ("春", "c"),
    ("秋", "q"),
    ("冬", "d"),
    ("华", "h"),
    ("建", "j"),
    ("军", "j"),
    ("平", "p"),
    ("东", "d"),
    ("海", "h"),
    ("江", "j"),
    ("林", "l"),
    ("森", "s"),
    ("鹏", "p"),
    ("飞", "f"),
    ("龙", "l"),
    ("凤", "f"),
    ("红", "h"),
    ("兰", "l"),
    ("梅", "m"),
    ("竹", "z"),
    ("清", "q"),
    ("静", "j"),
    ("宁", "n"),
    ("安", "a"),
    ("康", "k"),
    ("福", "f"),
    ("寿", "s"),
    ("荣", "r"),
    ("贵", "g"),
    ("富", "f"),
    ("天", "t"),
    ("宇", "y"),
    ("宏", "h"),
    ("达", "d"),
    ("亮", "l"),
    ("光", "g"),
    ("仁", "r"),
    ("义", "y"),
    ("礼", "l"),
    ("信", "x"),
    ("德", "d"),
    ("才", "c"),
    ("学", "x"),
    ("新", "x"),
    ("民", "m"),
    ("生", "s"),
    ("成", "c"),
    ("利", "l"),
    ("胜", "s"),
    ("金", "j"),
    ("银", "y"),
    ("玉", "y"),
    ("珠", "z"),
    ("宝", "b"),
    ("月", "y"),
    ("云", "y"),
    ("雨", "y"),
    ("阳", "y"),
    ("山", "s"),
    ("川", "c"),
];
const STREETS: &[&str] = &["桃源街", "祠堂街", "朝阳路", "解放路", "文明街", "石桥街", "榕树头街", "新村大道"];

struct Person {
    name: String,
    initials: String,
    document: String,
    phone: String,
    house: u32,
}

struct Sample {
    people: Vec<Person>,
    houses: Vec<(String, String)>,
}

/// Of two, the more common more often.
fn skewed<'l>(rng: &mut Rng, list: &'l [(&'l str, &'l str)]) -> (&'l str, &'l str) {
    let len = u32::try_from(list.len()).unwrap_or(1);
    let place = rng.below(len).min(rng.below(len));
    list[place as usize]
}

fn sample(villages: u32, houses: u32, residents: u32) -> Sample {
    let mut rng = Rng::new(2026);
    let mut made = Sample { people: Vec::new(), houses: Vec::new() };
    for village in 0..villages {
        let first = u32::try_from(made.houses.len()).unwrap_or(0);
        for house in 0..houses {
            let street = STREETS[rng.below(STREETS.len() as u32) as usize];
            let area = &GIVEN[(village as usize * 7) % GIVEN.len()].0;
            let address = format!("{area}{}村{street}{}巷{}号", village % 10, house / 40 + 1, house % 40 + 1);
            made.houses.push((format!("V{village:03}-{house:04}"), address));
        }
        for _ in 0..residents {
            let sex = if rng.percent(50) { Sex::Male } else { Sex::Female };
            let birth =
                Day::of(1930 + rng.below(90) as i32, 1 + rng.below(12), 1 + rng.below(28)).unwrap_or_default_day();
            let (surname, first_letter) = skewed(&mut rng, SURNAMES);
            let (mut name, mut initials) = (surname.to_owned(), first_letter.to_owned());
            for _ in 0..1 + u32::from(rng.percent(80)) {
                let (given, letter) = skewed(&mut rng, GIVEN);
                name.push_str(given);
                initials.push_str(letter);
            }
            let area = format!("44{:02}99", 1 + village % 90);
            made.people.push(Person {
                name,
                initials,
                document: identity_number(&mut rng, &area, sex, birth).expect("a number").expose(),
                phone: phone(&mut rng).expect("a number").expose(),
                house: first + rng.below(houses),
            });
        }
    }
    made
}

trait OrDay {
    fn unwrap_or_default_day(self) -> Day;
}

impl OrDay for Option<Day> {
    fn unwrap_or_default_day(self) -> Day {
        self.or_else(|| Day::of(1990, 1, 1)).expect("a day")
    }
}

fn id(number: usize) -> Uuid {
    // Spread as random ids are.
    Uuid::from_u128((number as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

fn house_id(number: usize) -> Uuid {
    id(number + 1_000_000_000)
}

impl Sample {
    fn finder(&self) -> Finder {
        let houses = self.houses.iter().enumerate().map(|(number, (no, address))| {
            let subject = Subject { kind: Kind::House, id: house_id(number) };
            Entry::of(subject).text(Field::Number, no).text(Field::Address, address)
        });
        let people = (0..self.people.len()).map(|number| self.entry(number));
        Finder::of_entries(houses.chain(people)).expect("a finder")
    }

    fn entry(&self, number: usize) -> Entry<'_> {
        let person = &self.people[number];
        Entry::of(Subject { kind: Kind::Resident, id: id(number) })
            .text(Field::Name, &person.name)
            .number(Field::Document, &person.document)
            .number(Field::Phone, &person.phone)
            .house(house_id(person.house as usize))
    }
}

/// Questions of one kind.
struct Asked {
    what: &'static str,
    column: &'static str,
    texts: Vec<String>,
}

fn part(text: &str, from: usize, len: usize) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.get(from..from + len).map(|part| part.iter().collect())
}

/// Makes a question of a person and his house, where one can be made.
type Make = dyn Fn(&Person, &(String, String), &mut Rng) -> Option<String>;

fn asked(sample: &Sample) -> Vec<Asked> {
    let mut rng = Rng::new(7);
    let mut some = |make: &Make| -> Vec<String> {
        let mut texts = Vec::new();
        while texts.len() < 1_000 {
            let person = &sample.people[rng.below(sample.people.len() as u32) as usize];
            let house = &sample.houses[person.house as usize];
            texts.extend(make(person, house, &mut rng));
        }
        texts
    };
    vec![
        Asked {
            what: "exact identity number",
            column: "document",
            texts: some(&|person, _, _| Some(person.document.clone())),
        },
        Asked {
            what: "two characters of a name",
            column: "name",
            texts: some(&|person, _, rng| part(&person.name, rng.below(2) as usize, 2)),
        },
        Asked { what: "three characters", column: "name", texts: some(&|person, _, _| part(&person.name, 0, 3)) },
        Asked {
            what: "address prefix",
            column: "address",
            texts: some(&|_, house, rng| part(&house.1, 0, 5 + rng.below(4) as usize)),
        },
        Asked {
            what: "pinyin initials, two letters",
            column: "initials",
            texts: some(&|person, _, _| part(&person.initials, 0, 2)),
        },
    ]
}

/// tantivy: terms as they are asked for, in a directory in memory.
struct Tantivy {
    lean: bool,
    searcher: Searcher,
    /// The numbers of each segment's documents, opened once.
    numbers: Vec<Numbers<u64>>,
    schema: Schema,
    bytes: usize,
}

impl Tantivy {
    /// Lean: tokens alone, without frequencies and lengths. Else as text is indexed by default, each hit's number read from its store.
    fn new(sample: &Sample, lean: bool) -> Self {
        let mut schema = Schema::builder();
        let grams = |tokenizer: &str| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
            let indexing = if lean {
                indexing.set_index_option(IndexRecordOption::Basic).set_fieldnorms(false)
            } else {
                indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions)
            };
            TextOptions::default().set_indexing_options(indexing)
        };
        let number = schema.add_u64_field("number", FAST | INDEXED | STORED);
        let document = schema.add_text_field("document", STRING);
        let name = schema.add_text_field("name", grams("part"));
        let address = schema.add_text_field("address", grams("start"));
        let initials = schema.add_text_field("initials", grams("start"));
        let schema = schema.build();
        let index = Index::create_in_ram(schema.clone());
        let part = NgramTokenizer::new(1, 3, false).expect("a tokenizer");
        let start = NgramTokenizer::new(1, 8, true).expect("a tokenizer");
        index.tokenizers().register("part", TextAnalyzer::builder(part).filter(LowerCaser).build());
        index.tokenizers().register("start", TextAnalyzer::builder(start).filter(LowerCaser).build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 256 << 20).expect("a writer");
        let add = |writer: &IndexWriter, of: usize, fields: &[(Column, &str)]| {
            let mut one = TantivyDocument::default();
            one.add_u64(number, of as u64);
            for (field, text) in fields {
                one.add_text(*field, text);
            }
            writer.add_document(one).expect("a document");
        };
        for (of, (_, text)) in sample.houses.iter().enumerate() {
            add(&writer, of, &[(address, text)]);
        }
        for (of, person) in sample.people.iter().enumerate() {
            add(&writer, of, &[(document, &person.document), (name, &person.name), (initials, &person.initials)]);
        }
        writer.commit().expect("a commit");
        let segments = index.searchable_segment_ids().expect("segments");
        writer.merge(&segments).wait().expect("one segment");
        writer.wait_merging_threads().expect("merged");
        let reader = index.reader().expect("a reader");
        reader.reload().expect("current");
        let searcher = reader.searcher();
        let numbers = searcher
            .segment_readers()
            .iter()
            .map(|segment| segment.fast_fields().u64("number").expect("numbers"))
            .collect();
        let bytes = searcher.space_usage().map_or(0, |usage| usage.total().get_bytes() as usize);
        Self { lean, searcher, numbers, schema, bytes }
    }

    fn find(&self, column: &str, text: &str) -> Vec<u64> {
        let field = self.schema.get_field(column).expect("a field");
        let query = TermQuery::new(
            Term::from_field_text(field, text),
            if self.lean { IndexRecordOption::Basic } else { IndexRecordOption::WithFreqs },
        );
        let found = self.searcher.search(&query, &TopDocs::with_limit(LIMIT)).expect("hits");
        if !self.lean {
            let number = self.schema.get_field("number").expect("a field");
            let read = |at| self.searcher.doc::<TantivyDocument>(at).ok()?.get_first(number)?.as_u64();
            return found.iter().filter_map(|(_, at)| read(*at)).collect();
        }
        found.iter().filter_map(|(_, at)| self.numbers[at.segment_ord as usize].first(at.doc_id)).collect()
    }
}

/// SQLite: FTS5 over parts made beforehand, an index of its own for numbers.
struct Fts {
    db: Connection,
}

impl Fts {
    fn new(sample: &Sample) -> Self {
        let db = Connection::open_in_memory().expect("a database");
        db.execute_batch(
            "CREATE TABLE person(number INTEGER PRIMARY KEY, document TEXT); BEGIN;
             CREATE VIRTUAL TABLE parts USING fts5(name, address, initials, content='', detail=column, tokenize=\"unicode61\");",
        )
        .expect("tables");
        {
            let mut person = db.prepare("INSERT INTO person VALUES(?1, ?2)").expect("a statement");
            let mut parts = db
                .prepare("INSERT INTO parts(rowid, name, address, initials) VALUES(?1, ?2, ?3, ?4)")
                .expect("a statement");
            for (number, one) in sample.people.iter().enumerate() {
                person.execute((number as i64, &one.document)).expect("a row");
                let chars: Vec<char> = one.name.chars().collect();
                let grams: Vec<String> = (1..=3)
                    .flat_map(|len| chars.windows(len).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>())
                    .collect();
                parts.execute((number as i64 + 1, grams.join(" "), "", starts(&one.initials))).expect("a row");
            }
            for (number, (_, address)) in sample.houses.iter().enumerate() {
                parts.execute((number as i64 + 1_000_000_000, "", starts(address), "")).expect("a row");
            }
        }
        db.execute_batch(
            "CREATE INDEX by_document ON person(document); COMMIT; INSERT INTO parts(parts) VALUES('optimize');",
        )
        .expect("an index");
        Self { db }
    }

    fn find(&self, column: &str, text: &str) -> Vec<i64> {
        let sql = match column {
            "document" => "SELECT number FROM person WHERE document = ?1 LIMIT 20",
            _ => "SELECT rowid FROM parts WHERE parts MATCH ?1 LIMIT 20",
        };
        let mut statement = self.db.prepare_cached(sql).expect("a statement");
        let asked = if column == "document" { text.to_owned() } else { format!("{column}:\"{text}\"") };
        statement.query_map([asked], |row| row.get(0)).expect("rows").map(|row| row.expect("a row")).collect()
    }
}

fn starts(text: &str) -> String {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(8);
    ends.filter_map(|end| text.get(..end)).collect::<Vec<_>>().join(" ")
}

fn main() {
    run("village", 1, 1_495, 11_608, 5);
    if scale() != "village" {
        run("district", 271, 1_476, 11_439, 3);
    }
}

fn run(name: &str, villages: u32, houses: u32, residents: u32, rounds: usize) {
    let sample = sample(villages, houses, residents);
    let people = sample.people.len();
    println!("\n{name}: {people} residents, {} houses", sample.houses.len());
    let before = resident();
    let begun = Instant::now();
    let mut finder = sample.finder();
    let built = begun.elapsed();
    let (texts, rest) = finder.bytes();
    println!(
        "finder: built in {:.2} s; {:.0} bytes a person beside the texts ({:.0} bytes a person); process {} MiB",
        built.as_secs_f64(),
        rest as f64 / people as f64,
        texts as f64 / people as f64,
        (resident() - before) >> 20
    );
    let begun = Instant::now();
    let tantivy = Tantivy::new(&sample, true);
    println!(
        "tantivy: built in {:.2} s; {:.0} bytes a person",
        begun.elapsed().as_secs_f64(),
        tantivy.bytes as f64 / people as f64
    );
    let usual = Tantivy::new(&sample, false);
    let begun = Instant::now();
    let fts = Fts::new(&sample);
    println!("SQLite FTS5: built in {:.2} s", begun.elapsed().as_secs_f64());
    println!(
        "question | finder median / p99 µs | tantivy, usual | tantivy, lean | SQLite FTS5 | faster than usual, lean | p99 to median"
    );
    for Asked { what, column, texts } in asked(&sample) {
        agree(&sample, &finder, &tantivy, &fts, column, &texts);
        let kind = if column == "address" { Kind::House } else { Kind::Resident };
        let questions: Vec<Question> =
            texts.iter().map(|text| Question::of(text).expect("a question").only(&[kind]).limit(LIMIT)).collect();
        let ours = time(&questions, rounds, |question| finder.find(question).hits.len());
        let theirs = time(&texts, rounds, |text| tantivy.find(column, text).len());
        let usually = time(&texts, rounds, |text| usual.find(column, text).len());
        let sqlite = time(&texts, rounds, |text| fts.find(column, text).len());
        let show = |times: &Times| format!("{} / {}", micros(times.median()), micros(times.p99()));
        println!(
            "{what} | {} | {} | {} | {} | {:.1} ×, {:.1} × | {:.1}",
            show(&ours),
            show(&usually),
            show(&theirs),
            show(&sqlite),
            times(usually.median(), ours.median()),
            times(theirs.median(), ours.median()),
            times(ours.p99(), ours.median())
        );
    }
    let parse = time(&asked(&sample).into_iter().flat_map(|asked| asked.texts).collect::<Vec<_>>(), rounds, |text| {
        Question::of(text).map_or(0, |question| question.words())
    });
    println!("understanding what is typed: {} / {} µs", micros(parse.median()), micros(parse.p99()));
    update(&sample, &mut finder);
}

/// A person moves, and gets another name: until the finder knows.
fn update(sample: &Sample, finder: &mut Finder) {
    let mut rng = Rng::new(5);
    let (mut moves, mut names) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        let number = rng.below(sample.people.len() as u32) as usize;
        let person = &sample.people[number];
        let subject = Subject { kind: Kind::Resident, id: id(number) };
        let of = |name: &str, house: u32, finder: &mut Finder| -> Duration {
            let entry = Entry::of(subject)
                .text(Field::Name, name)
                .number(Field::Document, &person.document)
                .number(Field::Phone, &person.phone)
                .house(house_id(house as usize));
            let begun = Instant::now();
            finder.put(&entry).expect("room");
            begun.elapsed()
        };
        moves.push(of(&person.name, rng.below(sample.houses.len() as u32), finder));
        let name =
            format!("{}{}{}", skewed(&mut rng, SURNAMES).0, skewed(&mut rng, GIVEN).0, skewed(&mut rng, GIVEN).0);
        names.push(of(&name, person.house, finder));
    }
    for (what, mut list) in [("a move", moves), ("a name", names)] {
        list.sort_unstable();
        println!("{what} is known after {} / {} µs", micros(list[list.len() / 2]), micros(list[list.len() * 99 / 100]));
    }
}

/// All find the same, where no more than twenty are to be found.
fn agree(sample: &Sample, finder: &Finder, tantivy: &Tantivy, fts: &Fts, column: &str, texts: &[String]) {
    let mut compared = 0;
    for text in texts.iter().take(300) {
        let kind = if column == "address" { Kind::House } else { Kind::Resident };
        let question = Question::of(text).expect("a question").only(&[kind]).limit(LIMIT);
        let found = finder.find(&question);
        let literal = |how: How| !matches!(how, How::Sound | How::Shape);
        let mut ours: Vec<Uuid> =
            found.hits.iter().filter(|hit| hit.why().all(|why| literal(why.how))).map(|hit| hit.subject.id).collect();
        let of = |number: u64| if kind == Kind::House { house_id(number as usize) } else { id(number as usize) };
        let mut theirs: Vec<Uuid> = tantivy.find(column, text).into_iter().map(of).collect();
        let from_fts = |number: i64| match column {
            "document" => of(number as u64),
            "address" => of((number - 1_000_000_000) as u64),
            _ => of((number - 1) as u64),
        };
        let mut sqlite: Vec<Uuid> = fts.find(column, text).into_iter().map(from_fts).collect();
        assert_eq!(theirs.len(), sqlite.len(), "{column} {text}");
        if theirs.len() == LIMIT {
            assert_eq!(ours.len(), LIMIT, "{column} {text} {}", fold(text));
            continue;
        }
        ours.sort_unstable();
        theirs.sort_unstable();
        sqlite.sort_unstable();
        assert_eq!(theirs, sqlite, "{column} {text}");
        if column == "initials" {
            // The finder knows more than one reading of some names.
            assert!(theirs.iter().all(|one| ours.binary_search(one).is_ok()), "{text}");
        } else {
            assert_eq!(ours, theirs, "{column} {text}");
        }
        compared += 1;
    }
    let _ = (compared, sample.people.len());
}
