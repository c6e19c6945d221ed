package import OSSSigning

/// A user of the account.
package struct RAMUser: Sendable {
    /// 1 to 64 characters of `a-z A-Z 0-9 . _ -`.
    package let name: String
    /// 18 digits, the first of them a 2.
    package let id: String
    package let created: SigningTime
    package var keys: [UserAccessKey]
    /// The names of the policies that are attached.
    package var policies: [String]

    package init(name: String, id: String, created: SigningTime, keys: [UserAccessKey] = [], policies: [String] = []) {
        (self.name, self.id, self.created, self.keys, self.policies) = (name, id, created, keys, policies)
    }
}
