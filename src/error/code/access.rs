//! 权限 Codes of `access`.

codes! {
    RANDOM: Io, "access.random",
        "系统不能提供随机数：{reason}。请检查运行环境。",
        "the machine gives no random bytes: {reason}; check the environment";
    DENIED: Denied, "access.denied",
        "{actor}（{role}）无权{act}{kind}。请由有权限的人办理，或申请授权。",
        "{actor} ({role}) may not {act} {kind}; let somebody with the permit do it, or ask for one";
    ROLE_UNKNOWN: Unknown, "access.role.unknown",
        "角色“{role}”未登记，一律拒绝。请在打开时登记该角色的权限。",
        "role `{role}` is not registered and is refused; register what it may do when opening";
    PURPOSE_MISSING: Denied, "access.purpose.missing",
        "查看明文须说明用途。请填写办理何事。",
        "to see clear text a purpose must be stated; say what it is for";
    PERMIT: Denied, "access.permit",
        "许可是为{granted}发出的，不能用于{wanted}。请另行申请许可。",
        "the permit was granted for {granted} and does not serve {wanted}; ask for another";
    SEAL: Io, "access.seal",
        "密封失败：{reason}。内容过长时请缩短后重试。",
        "sealing failed: {reason}; shorten the value if it is huge, and try again";
    SUBJECT_UNREADY: Invalid, "access.subject.unready",
        "尚未取得 {subject} 的数据密钥。请先调用 prepare。",
        "the data key of {subject} was not looked up; call prepare first";
    UNSEAL: Corrupt, "access.unseal",
        "{key} 的字段“{field}”不能解密：密钥不符或数据被改动。请检查密钥文件，或从备份恢复。",
        "field `{field}` of {key} cannot be opened: another key, or changed data; check the key file or restore a backup";
    KEY_LOST: Corrupt, "access.key.lost",
        "{subject} 的数据密钥不存在，可能已被擦除。其密文不能再打开。请从列表中去掉该记录。",
        "the data key of {subject} is not there, perhaps erased; its secrets cannot be opened, leave the record out";
    UNIT_KEY_MISSING: NotFound, "access.unit_key.missing",
        "密钥环中没有单位 {unit} 的密钥（版本 {version}）。请换用该单位的密钥文件。",
        "the key ring has no key of {unit}, version {version}; use the key file of that unit";
    KEY_FILE_MODE: Denied, "access.key_file.mode",
        "密钥文件 {path} 的权限是 {found}，他人可读。请执行 chmod 600 后再打开。",
        "key file {path} has mode {found} and others may read it; run chmod 600 and open again";
    KEY_FILE: Io, "access.key_file",
        "密钥文件 {path} 不能读写：{reason}。请检查路径和内容。",
        "key file {path} cannot be read or written: {reason}; check path and content";
    KEY_FILE_FOLDER: Denied, "access.key_file.folder",
        "密钥文件所在目录 {path} 的权限是 {found}，他人可换掉文件。请执行 chmod go-w 后再打开。",
        "folder {path} of the key file has mode {found} and others may put another file in its place; run chmod go-w and open again";
    KEY_RING_CHANGED: Conflict, "access.key_ring.changed",
        "单位 {unit} 的密钥已被其他进程更换，未写入。请重新读取密钥环后再试。",
        "the keys of {unit} were replaced by another process, nothing was kept; read the ring again and retry";
    REASON_MISSING: Invalid, "access.reason.missing",
        "{act}须说明理由。请写明依据（不写个人信息）。",
        "to {act}, a reason must be given; say on what ground, without personal data";
    ROTATION_KIND: Unknown, "access.rotation.kind",
        "种类“{kind}”有盲标签而未交给轮换。请用 Kinds::and 加入该种类后再轮换。",
        "kind `{kind}` has blind tags and was not handed to the rotation; add it with Kinds::and and rotate again";
    ROTATION_REFUSED: Refused, "access.rotation.refused",
        "{count} 条记录不能重写标签，旧索引密钥保留。第一条 {key}：{reason}请更正这些记录后再次轮换。",
        "{count} records cannot be tagged anew and the old index key stays; the first is {key}: {reason}; correct them and rotate again";
    ROTATION_UNFINISHED: Conflict, "access.rotation.unfinished",
        "其他人正在写入，密钥轮换尚未完成，旧密钥保留。请再次执行，将从中断处继续。",
        "others keep writing and the rotation is not finished, the old key stays; run it again, it goes on where it stopped";
    CRYPTO_MISSING: Unsupported, "access.crypto.missing",
        "此存储含密文（{count} 个数据密钥），而本次编译未启用 crypto。请启用 crypto 特性后再打开。",
        "the store holds secrets ({count} data keys) and this build lacks `crypto`; enable the feature and open again";
}
