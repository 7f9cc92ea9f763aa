//! 规则 Codes of `rules`. Ids of the rules themselves are separate and stand inside `rules.refused`.

codes! {
    REFUSED: Refused, "rules.refused",
        "不符合规定（{rules}）：{reason}",
        "against the rules ({rules}): {reason}";
    MAJORITY: Invalid, "rules.majority",
        "“{value}”不是表决比例。请写成 more_than 1/2 或 at_least 2/3。",
        "`{value}` is no majority; write more_than 1/2 or at_least 2/3";
    FORM: Invalid, "rules.form",
        "规则文件“{file}”第 {line} 行的 {key} 有误：{reason}。请改正该行。",
        "{key} at line {line} of the rules file `{file}` is wrong: {reason}; correct the line";
    LOOSER: Refused, "rules.looser",
        "规则文件“{file}”第 {line} 行把 {key} 定为 {value}，比{source}规定的 {floor} 宽。法定下限只能从严，请改为不低于该标准。",
        "{key} at line {line} of the rules file `{file}` is set to {value}, looser than the {floor} of {source}; statute may only be tightened, set it at least as strict";
    PARAMETER_UNKNOWN: Unknown, "rules.parameter.unknown",
        "没有规则参数 {key}。请核对参数名。",
        "there is no parameter {key}; check its name";
    PARAMETER_UNSET: Invalid, "rules.parameter.unset",
        "规则参数 {key} 在 {day} 没有取值。请在规则文件中补充该日期的取值。",
        "parameter {key} has no value on {day}; add one for that day in a rules file";
    PARAMETER_KIND: Invalid, "rules.parameter.kind",
        "规则参数 {key} 的单位是{unit}，不是{wanted}。请核对规则文件。",
        "parameter {key} is in {unit}, not in {wanted}; check the rules file";
    NORM_UNKNOWN: Unknown, "rules.norm.unknown",
        "没有规则 {rule}。请核对规则编号。",
        "there is no rule {rule}; check its id";
    PROCEDURE: Invalid, "rules.procedure",
        "程序“{procedure}”不能使用：{reason}。请改正程序表。",
        "procedure `{procedure}` cannot be used: {reason}; correct its table";
    PROCEDURE_UNKNOWN: Unknown, "rules.procedure.unknown",
        "没有程序 {procedure}。请核对程序编号。",
        "there is no procedure {procedure}; check its id";
    STEP_CLOSED: Refused, "rules.step.closed",
        "“{procedure}”处于“{state}”，不能办理“{step}”；可以办理：{open}。请按顺序办理。",
        "`{procedure}` stands at `{state}`, where `{step}` cannot be taken; open are: {open}; keep the order";
    STEP_BODY: Refused, "rules.step.body",
        "“{step}”应由{wanted}办理，不能由{body}办理。请由规定的组织办理。",
        "`{step}` is for {wanted} to take, not for {body}; let the right body take it";
    STEP_EARLY: Refused, "rules.step.early",
        "“{step}”的日期 {day} 早于 {earliest}（{reason}）。请核对日期，或待期满后办理。",
        "`{step}` on {day} comes before {earliest} ({reason}); check the day, or wait for the term to end";
    STEP_LATE: Refused, "rules.step.late",
        "“{step}”的日期 {day} 晚于 {latest}（{reason}）。期限已过，请按规定重新办理。",
        "`{step}` on {day} comes after {latest} ({reason}); the term is over, begin anew as the rule says";
    STEP_REASON: Refused, "rules.step.reason",
        "办理“{step}”须说明理由。请填写理由。",
        "`{step}` needs a reason; give it";
    STEP_OFTEN: Refused, "rules.step.often",
        "“{procedure}”的“{step}”最多办理 {most} 次，已经用完。请办理其他步骤。",
        "`{step}` of `{procedure}` may be taken {most} times and no more; take another step";
    CASE: Invalid, "rules.case",
        "案例“{case}”不能运行：{reason}。请改正案例。",
        "case `{case}` cannot be run: {reason}; correct the case";
    DUTY_OPEN: Invalid, "rules.duty.open",
        "自 {from} 起的期间没有截止日，列不出应办事项。请给出止日。",
        "the stretch from {from} has no end, so what is due in it cannot be listed; give its last day";
    DUTY_UNKNOWN: Unknown, "rules.duty.unknown",
        "规则 {norm} 没有这样的应办事项。请核对规则编号，以及它是按期还是按事项办理。",
        "norm {norm} makes no such duty; check its id, and whether it recurs or follows an occasion";
    AUCTION_TERMS: Invalid, "rules.auction.terms",
        "竞投条件有误：底价 {floor}、加价幅度 {step}、最高加价 {highest}，或者截止时间不晚于开始时间。请核对公告。",
        "these make no auction: floor {floor}, increment {step}, highest raise {highest}, or it ends before it begins; check the announcement";
    AUCTION_BIDDER: Refused, "rules.auction.bidder",
        "“{bidder}”没有报名或者没有交足保证金，不能出价。请由已报名的竞投人出价。",
        "{bidder} did not sign up with the deposit and may not bid; let those bid who did";
    AUCTION_TIME: Refused, "rules.auction.time",
        "{at} 不能出价，竞价时间为 {from} 至 {until}。请在竞价时间内按先后出价。",
        "no bid can be taken at {at}, bidding goes from {from} to {until}; bid within it, one after the other";
    SHARES: Invalid, "rules.shares",
        "份额有误：{reason}。请核对收益权份额登记。",
        "the shares are wrong: {reason}; check the register of income shares";
    RENT: Invalid, "rules.rent",
        "租金表有误：{reason}。请核对合同分期。",
        "the rent schedule is wrong: {reason}; check the periods of the contract";
}
