//! 台账 Codes of `ledger`.

codes! {
    HOUSE_MISSING: NotFound, "ledger.house.missing",
        "没有房屋 {house}。请先登记房屋，或核对房屋编号。",
        "there is no house {house}; register it first, or check its number";
    RESIDENT_DUPLICATE: Conflict, "ledger.resident.duplicate",
        "证件 {value} 已在台账中。请用 by_document 找到该人，再办理搬迁或更正。",
        "document {value} is in the ledger already; find the person with by_document, then move or correct him";
    RESIDENT_NOT_LIVING: NotFound, "ledger.resident.not_living",
        "居住人员 {resident} 在 {day} 没有村内住处。请核对人员和日期，或先办理入住。",
        "resident {resident} lives nowhere in the village on {day}; check person and day, or move him in first";
    MOVE_SAME_PLACE: Invalid, "ledger.move.same_place",
        "居住人员 {resident} 已住在该房屋该房号。请填写另一处。",
        "resident {resident} lives in that room of that house already; name another";
    MOVE_BEFORE_START: Invalid, "ledger.move.before_start",
        "居住人员 {resident} 的搬离日期 {day} 不晚于入住日期 {from}。若入住日期有误，请先更正。",
        "resident {resident} cannot leave on {day}, not after he came on {from}; correct the first day if it is wrong";
    PARTY_MISSING: NotFound, "ledger.party.missing",
        "没有该{kind}：{id}。请先登记，或核对编号。",
        "there is no {kind} {id}; register it first, or check the id";
    PARTY_CODE: Conflict, "ledger.party.code",
        "组织编码 {code} 已被使用。请换一个编码。",
        "code {code} is taken by another organisation; choose another";
    PARTY_DISSOLVED: Refused, "ledger.party.dissolved",
        "“{organisation}”已于 {day} 撤销，不能再办理。请核对党组织。",
        "`{organisation}` was dissolved on {day} and does nothing any more; check the organisation";
    PARTY_EARLY: Invalid, "ledger.party.early",
        "日期 {day} 早于{what} {earliest}。请核对日期。",
        "{day} comes before {what} on {earliest}; check the day";
    PARTY_DUPLICATE: Conflict, "ledger.party.duplicate",
        "身份证号 {value} 的党员已在名册中。请核对，或办理组织关系转移。",
        "a member with identity number {value} is on the roll already; check it, or move his relation";
    PARTY_CONFIRMED: Conflict, "ledger.party.confirmed",
        "党员 {no} 已经是正式党员。请核对党员编号。",
        "member {no} is a full member already; check the number";
    PARTY_NOT_FLOATING: Invalid, "ledger.party.not_floating",
        "党员 {no} 不是流动党员。请先登记外出，或核对党员编号。",
        "member {no} is no floating one; note that he left first, or check the number";
    PARTY_APPROVED: Conflict, "ledger.party.approved",
        "{day} 的选举结果已经批准，或者无须批准。请核对选举。",
        "the result of {day} is approved already, or needs no approval; check the election";
    COMMITTEE_MISSING: NotFound, "ledger.committee.missing",
        "没有该{kind}：{id}。请先登记，或核对编号。",
        "there is no {kind} {id}; register it first, or check the id";
    COMMITTEE_LIST: Refused, "ledger.committee.list",
        "“{election}”的选民名单不能这样办理：{reason}。名单公布前由村民选举委员会登记，公布后只能按异议处理结果更正。",
        "the voter list of `{election}` cannot be changed so: {reason}; before it is published the election committee enters voters, afterwards only answers to objections change it";
    COMMITTEE_CHANGE: Invalid, "ledger.committee.change",
        "对“{about}”的异议（{claim}）认定为{outcome}，与所填的名单更正不符：{wanted}。请核对。",
        "the objection about `{about}` ({claim}) was {outcome}, which the change of the list does not fit: {wanted}; check it";
    COMMITTEE_POST: Refused, "ledger.committee.post",
        "职务“{title}”在 {day} 不是在任的村民委员会职务。请核对任职登记。",
        "post `{title}` is no post on the villagers' committee that is held on {day}; check the roll of posts";
    COMMITTEE_REGISTERED: NotFound, "ledger.committee.registered",
        "台账中没有 {day} 有效的选民名单。请写明登记参加选举的村民人数。",
        "the ledger has no voter list for {day}; state how many are registered";
    COMMITTEE_APPRAISALS: Refused, "ledger.committee.appraisals",
        "“{title}”没有连续两次评议不称职的记录，职务不因评议终止。请核对民主评议。",
        "`{title}` was not found incompetent twice in a row and the post does not end so; check the appraisals";
    RULES_MISSING: NotFound, "ledger.rules.missing",
        "没有村规民约版本 {rules}。请核对编号，或先起草。",
        "there is no version {rules} of the village rules; check its id, or draft it first";
    RULES_BEFORE: Conflict, "ledger.rules.before",
        "{article}现行条文是“{known}”，不是“{value}”。请按现行条文起草。",
        "{article} reads `{known}` and not `{value}`; draft against what is in force";
    DISCLOSURE_MISSING: NotFound, "ledger.disclosure.missing",
        "没有公开记录 {disclosure}。请核对编号。",
        "there is no disclosure {disclosure}; check its id";
    COMPLAINT_NUMBER: Conflict, "ledger.complaint.number",
        "投诉编号 {no} 已被使用。请换一个编号。",
        "number {no} is taken by another complaint; choose another";
    COMPLAINT_POSTING: Invalid, "ledger.complaint.posting",
        "{day} 的公开“{posting}”不是关于“{about}”的，或者该日之后才公开。请核对公开记录和日期。",
        "the posting `{posting}` of {day} is not about {about}, or came after that day; check posting and day";
    WORK_MISSING: NotFound, "ledger.work.missing",
        "没有办件 {item}。请先登记，或核对编号。",
        "there is no item {item}; register it first, or check its id";
    WORK_DONE: Refused, "ledger.work.done",
        "办件 {item} 已办结，台账中没有它的办理环节。如有新情况，请另行登记。",
        "item {item} was done before its steps were kept; register anything new by itself";
    WORK_OUTCOME: Invalid, "ledger.work.outcome",
        "办理“{step}”须同时填写{wanted}。请补充。",
        "`{step}` needs {wanted} with it; add it";
    DECISION_TERMS: NotFound, "ledger.decision.terms",
        "决策 {decision} 没有决议内容。请先登记它的事项类别和限度。",
        "what decision {decision} allows is not on record; register its matter and limits first";
    DECISION_MISSING: NotFound, "ledger.decision.missing",
        "没有决策 {decision}。请核对编号，或先提出提议。",
        "there is no decision {decision}; check its id, or propose it first";
    OBJECTION_MISSING: NotFound, "ledger.objection.missing",
        "没有异议 {objection}。请核对编号。",
        "there is no objection {objection}; check its id";
    PERMIT_STALE: Conflict, "ledger.permit.stale",
        "决策“{decision}”在准予以后又有变动（修订号 {revision}，现为 {now}）。请重新申请准予。",
        "decision {decision} has changed since the act was permitted (revision {revision}, now {now}); ask for the permit again";
    TRADE_VOTE: Refused, "ledger.trade.vote",
        "项目 {project} 没有党组织研究或者表决的日期，不能立项。请先登记决策步骤和表决。",
        "project {project} has no day of study or vote and cannot be opened; register the decision's steps and the vote first";
    TRADE_BODY: Corrupt, "ledger.trade.body",
        "交易记录中的办理主体“{value}”无法识别。请用备份核对台账。",
        "the record of the deal names a body {value} that is not known; check the ledger against a backup";
    TRADE_UNCHANGED: Invalid, "ledger.trade.unchanged",
        "交易没有变化，未写入。请核对填报内容。",
        "the deal did not change and nothing was written; check what was filled in";
    TRADE_ROUND: Refused, "ledger.trade.round",
        "项目 {project} 还没有公告、竞得人或者结果公示。请先办理前面的步骤。",
        "project {project} has no round, winner or result on show yet; take the steps before";
    TRADE_TWICE: Conflict, "ledger.trade.twice",
        "“{bidder}”已在本轮报名。请核对竞投人。",
        "{bidder} signed up for this round already; check who it is";
    TRADE_DAY: Refused, "ledger.trade.day",
        "竞投日期 {day} 与公告的 {announced} 不符。请在公告的日期竞投，或者重新公告。",
        "the auction was announced for {announced}, not for {day}; hold it then, or announce anew";
    TRADE_DEPOSIT: Refused, "ledger.trade.deposit",
        "凭证 {voucher} 的保证金不能这样处理：{reason}。请核对保证金去向。",
        "the deposit of voucher {voucher} cannot be dealt with so: {reason}; check what is to become of it";
    TRADE_OBJECTION: Refused, "ledger.trade.objection",
        "{day} 不在对结果提出异议的期限内（至 {until}）。期满后的意见请作为投诉办理。",
        "the result cannot be objected to on {day} (until {until} it can); treat what comes later as a complaint";
    TRADE_TOKEN: Refused, "ledger.trade.token",
        "决议许可的{what}为“{token}”，办理的是“{act}”。请按决议办理，或者重新取得许可。",
        "what the token allows ({what}: {token}) is not what is done ({act}); keep to the resolution, or ask for a token for it";
    TRADE_SCHEDULE: Invalid, "ledger.trade.schedule",
        "合同 {contract} 的租期和递增方式（{escalation}）算不出各期租金。请写明按年递增的比例，租期为整月或者整年。",
        "term and escalation ({escalation}) of contract {contract} give no rents; state the rise by years, and a term of whole months or years";
    TRADE_RECEIPT: Conflict, "ledger.trade.receipt",
        "收据 {value} 已登记。请核对收据号。",
        "receipt {value} is noted already; check its number";
    TRADE_CHANGE: Refused, "ledger.trade.change",
        "合同 {contract}（{term}）不能自 {day} 起变更（{signed} 签订）：变更在合同签订之后，变更和终止须在租期内，续订须自到期次日起，已终止的不续订。请核对日期。",
        "contract {contract} ({term}) cannot change from {day} (signed {signed}): a change is signed after the contract, a change or end lies within the term, a renewal begins the day after it, and what was ended is not renewed; check the days";
    TRADE_REASON: Refused, "ledger.trade.reason",
        "{day} 不能以“{reason}”宣布本轮失败：处于“{state}”，已报名 {bidders} 家，报名截止 {until}。请核对原因和日期。",
        "on {day} the round cannot fail for `{reason}`: it stands at `{state}`, {bidders} signed up, and signing up ends on {until}; check reason and day";
    SHARE_HOLDER: Refused, "ledger.share.holder",
        "成员 {member} 不能这样持有份额：{reason}。请核对成员名册和份额表。",
        "member {member} cannot hold a share so: {reason}; check the roster and the list of shares";
    SHARE_ASSET: Refused, "ledger.share.asset",
        "资产 {asset} 不属于“{collective}”。请核对资产，只量化本集体资产的收益。",
        "asset {asset} is not of `{collective}`; check it, and take assets of this collective only";
}
