//! Documents written in every text format, compared with golden files.

use cunwu::Result;
use cunwu::report::five::{
    DealLine, DisorderLine, GridLine, IncidentLine, Inputs, Monthly, PairingLine, SurveyLine, Tally, VisitLine,
    five_governance, mark_places, profile,
};
use cunwu::report::{
    Block, Cell, Chart, Column, Computed, Csv, Document, FigureSet, Form, Html, Json, KeyFigure, Markdown, Measure,
    Number, Render, Stated, Suppression, Table, Tone,
};
use cunwu::value::{Count, Day, Money, Month, Plain};

use crate::golden;

#[allow(clippy::unwrap_used, reason = "days written here are days")]
fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A document with a block of every kind.
fn every_block() -> Result<Document> {
    let mut document =
        Document::new("every_block", ("样张", "Sample")).unit("东华村村民委员会").as_of(day("2023-06-30"));
    document.heading(1, ("人口", "People")).heading(2, "各网格").heading(3, "说明");
    document.paragraph("第一段。\n第二段，含 <标签>、*星号* 与 | 竖线。");
    document.key_figures([
        KeyFigure::new(("居住人员", "residents"), Cell::count(11_608)).unit("人").note("2023-06-30"),
        KeyFigure::new("外来人员", Cell::count(8503)).unit("人").stated(Stated::parse("约8500")?).note("2023-01-31"),
        KeyFigure::new("报案同比", Cell::Change { before: Count::new(36), after: Count::new(17) }),
    ]);
    let columns = [
        Column::new("网格"),
        Column::new(("户籍", "registered")).unit("人").persons(),
        Column::new("境外").unit("人").persons(),
        Column::new("合计").unit("人").persons_total(),
        Column::new("境外占比"),
        Column::new("合同金额").unit("元"),
        Column::new("日期"),
    ];
    let row = |name: &str, home: u32, abroad: u32, fen: i64| {
        [
            Cell::text(name),
            Cell::count(home),
            Cell::count(abroad),
            Cell::count(home + abroad),
            Cell::Share { part: Count::new(abroad), whole: Count::new(home + abroad) },
            Money::from_fen(fen).into(),
            day("2023-04-01").into(),
        ]
    };
    let table = Table::new("by_grid", ("各网格居住人员", "Residents by grid"), columns)
        .row(row("第一综合网格", 1567, 2, 85_234_375))?
        .row(row("第二综合网格", 1514, 7, 1_000_000))?
        .row(row("=第三|网格", 1643, 11, -5))?
        .total([
            Cell::text("合计"),
            Cell::count(4724),
            Cell::count(20),
            Cell::count(4744),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ])?
        .note("一栋房屋只属于一个网格。");
    document.push(table);
    let months = ["1月", "2月", "3月", "4月"];
    let chart = |id, form| Chart::new(id, ("警情", "Incidents"), form, months).unit("宗");
    document.push(
        chart("columns", Form::Columns)
            .series("2022年", [33_u32, 27, 35, 36])?
            .series("2023年", [20_u32, 18, 19, 17])?,
    );
    document.push(chart("bars", Form::Bars).series("增减", [-13_i64, -9, -16, 19].map(Number::whole))?);
    document
        .push(chart("stacked", Form::Stacked).series("盗窃", [11_u32, 8, 12, 6])?.series("诈骗", [8_u32, 8, 9, 4])?);
    let gap = [Some(Number::whole(33)), None, Some(Number::whole(35)), Some(Number::whole(36))];
    document.push(chart("lines", Form::Lines).series_with_gaps("报案", gap)?);
    document.list(["村两委干部会议", "村民代表大会"]);
    document.push(Block::List { ordered: true, items: vec!["申报".into(), "评审".into()] });
    let source = Some("统计法 2024 第二十八条".into());
    document.push(Block::Note { text: "约数照原文保留。".into(), source });
    document.callout(Tone::Attention, "到期", "三份合同将在三十日内到期。");
    document.callout(Tone::Good, "合计相符", "各格之和等于合计。");
    Ok(document)
}

#[test]
fn every_block_reads_in_every_text_format() {
    let document = every_block().unwrap();
    golden::check("report/every_block.md", &Markdown.to_text(&document).unwrap());
    golden::check("report/every_block.json", &Json.to_text(&document).unwrap());
    golden::check("report/every_block.html", &Html.to_text(&document).unwrap());
    golden::check("report/every_block.csv", &Csv::new().to_text(&document).unwrap());
}

#[test]
fn the_published_copy_withholds_small_counts() {
    let copy = Suppression::default().publish(&every_block().unwrap()).unwrap();
    golden::check("report/every_block_published.md", &Markdown.to_text(&copy).unwrap());
}

#[test]
fn json_reads_back_as_the_same_document() {
    let document = every_block().unwrap();
    let read: Document = serde_json::from_str(&Json.to_text(&document).unwrap()).unwrap();
    assert_eq!(read, document);
}

fn figures() -> Result<FigureSet> {
    let mut figures = FigureSet::of_inventory()?;
    let ledger = day("2023-06-30");
    figures.put(16, Computed::new(Number::parse("1.498774")?, "村界面积").as_of(ledger))?;
    figures.put(20, Computed::new(8503_u32, "流动与境外人员，2023-01-31 在住").as_of(day("2023-01-31")))?;
    figures.put(31, Computed::new(Number::parse("2727.50")?, "合同金额之和").as_of(ledger))?;
    figures.put(89, Computed::new(Measure::parse("-66.67..-42.86")?, "2023年4月与2022年4月相比").as_of(ledger))?;
    figures.put(96, Computed::new(9_u32, "乡贤工作室调解").as_of(ledger))?;
    figures.put(103, Computed::new(1495_u32, "网格内房屋").as_of(ledger))?;
    figures.put(104, Computed::new(11_608_u32, "在住人员").as_of(ledger))?;
    mark_places(&mut figures)?;
    Ok(figures)
}

fn inputs() -> Inputs {
    let grid = |name: &str, registered, floating, abroad| GridLine {
        name: name.to_owned(),
        houses: Count::new(204),
        registered: Count::new(registered),
        floating: Count::new(floating),
        abroad: Count::new(abroad),
        lets: Count::new(144),
        full_time: Count::new(1),
        part_time: Count::new(5),
        sheets: Count::new(2),
    };
    let mut inputs = Inputs::new("东华村", day("2023-06-30"));
    inputs.grids = vec![
        grid("第一综合网格", 250, 1317, 2),
        grid("第二综合网格", 260, 1254, 7),
        grid("第三综合网格", 270, 1382, 2),
    ];
    let deal = |period: &str, deals, fen| DealLine {
        period: period.into(),
        deals: Count::new(deals),
        amount: Money::from_fen(fen),
    };
    inputs.deals = vec![deal("2022", 21, 1_700_000_000), deal("2023", 11, 1_027_500_000)];
    inputs.pairings = vec![PairingLine {
        ours: "中共东华村委员会".into(),
        theirs: "中共广州市民政局机关委员会".into(),
        signed: day("2022-09-22"),
    }];
    let incident = |kind: &str, before, after| IncidentLine {
        kind: kind.into(),
        before: Count::new(before),
        after: Count::new(after),
    };
    inputs.incidents = vec![incident("报案", 36, 17), incident("治安", 7, 4), incident("伤害", 3, 1)];
    let months = (1..=6).filter_map(|month| Month::of(2023, month)).collect();
    let counts = [20, 18, 19, 17, 16, 15].map(|count| Some(Count::new(count)));
    inputs.incident_months = Monthly { months, series: vec![("报案".into(), counts.to_vec())] };
    inputs.care = vec![
        Tally { name: "老年人".into(), count: Count::new(612) },
        Tally { name: "孕产妇".into(), count: Count::new(58) },
        Tally { name: "重大疾病患者".into(), count: Count::new(34) },
    ];
    inputs.visits = vec![VisitLine { channel: "入户".into(), visits: Count::new(68), reached: Count::new(34) }];
    inputs.surveys = vec![SurveyLine {
        kind: "人".into(),
        due: Count::new(11_608),
        done: Count::new(11_608),
        in_time: Count::new(7),
        grids: Count::new(7),
    }];
    inputs.disorders = vec![
        DisorderLine { kind: "乱堆放".into(), found: Count::new(31), fixed: Count::new(30) },
        DisorderLine { kind: "乱停放".into(), found: Count::new(24), fixed: Count::new(24) },
    ];
    inputs
}

#[test]
fn the_three_documents_of_the_village_read_as_their_golden_files() {
    let (figures, inputs) = (figures().unwrap(), inputs());
    golden::check("report/figures.md", &Markdown.to_text(&figures.to_document().unwrap()).unwrap());
    golden::check("report/profile.md", &Markdown.to_text(&profile(&figures, &inputs).unwrap()).unwrap());
    golden::check("report/five_governance.html", &Html.to_text(&five_governance(&figures, &inputs).unwrap()).unwrap());
}
