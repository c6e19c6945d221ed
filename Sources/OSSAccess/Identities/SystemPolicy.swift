/// The policies that every account has.
package enum SystemPolicy {
    package static let all: [NamedPolicy] = [
        named("AdministratorAccess", allowing: ["*"]),
        named("AliyunOSSFullAccess", allowing: ["oss:*"]),
        named("AliyunOSSReadOnlyAccess", allowing: ["oss:Get*", "oss:List*"]),
        named("AliyunSTSAssumeRoleAccess", allowing: ["sts:AssumeRole"]),
    ]

    /// What they are called.
    static let names = Set(all.compactMap { try? RAMName($0.name, .policy) })

    package static func named(_ name: String) -> NamedPolicy? { all.first { $0.name.isSameName(as: name) } }

    private static func named(_ name: String, allowing actions: [String]) -> NamedPolicy {
        let list = actions.map { "\"\($0)\"" }.joined(separator: ",")
        let json = #"{"Version":"1","Statement":[{"Effect":"Allow","Action":[\#(list)],"Resource":"*"}]}"#
        return NamedPolicy(name: name, document: PolicyDocument(statements: [PolicyStatement(.allow, actions)], json: Array(json.utf8)))
    }
}
