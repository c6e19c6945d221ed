import OSSAccess
import OSSSigning

/// `acs:ram::<account>:role/<name>`
struct RoleARN {
    let account: AccountID
    let name: String

    /// - Returns: `nil` for what is no ARN of a role.
    init?(_ text: String) {
        let prefix = "acs:ram::"
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        let parts = text.utf8.dropFirst(prefix.utf8.count).split(separator: ASCII.colon, omittingEmptySubsequences: false)
        guard parts.count == 2, let account = AccountID(String(decoding: parts[0], as: UTF8.self)), parts[1].starts(with: "role/".utf8) else {
            return nil
        }
        let name = parts[1].dropFirst(5)
        guard NameRule.role.allows(name) else { return nil }
        (self.account, self.name) = (account, String(decoding: name, as: UTF8.self))
    }
}

extension Identities {
    /// The role of an ARN. RAM writes names in ARNs in lower case, so the case counts only where two roles differ in nothing else.
    func role(_ arn: RoleARN) -> RAMRole? {
        guard arn.account == account else { return nil }
        if let exact = roles.first(where: { $0.name.utf8.elementsEqual(arn.name.utf8) }) { return exact }
        let folded = ASCII.lowercased(arn.name)
        return roles.first { ASCII.lowercased($0.name).utf8.elementsEqual(folded.utf8) }
    }
}
