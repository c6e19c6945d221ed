import OSSAccess
import OSSSigning

/// `acs:ram::<account>:role/<name>`
struct RoleARN {
    let account: AccountID
    let name: String

    /// - Returns: `nil` for what is no ARN of a role.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "acs", parts[1] == "ram", parts[2].isEmpty, let account = AccountID(String(parts[3])) else { return nil }
        guard parts[4].utf8.starts(with: "role/".utf8) else { return nil }
        name = String(decoding: parts[4].utf8.dropFirst(5), as: UTF8.self)
        let isLegal = name.utf8.allSatisfy { ASCII.isLowercaseAlphanumeric(ASCII.lowercased($0)) || [ASCII.period, ASCII.hyphen, 0x5F].contains($0) }
        guard isLegal, (1...64).contains(name.utf8.count) else { return nil }
        self.account = account
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
