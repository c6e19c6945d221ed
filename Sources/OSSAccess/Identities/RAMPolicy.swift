/// A policy of the account.
package struct RAMPolicy: Sendable {
    /// 1 to 128 characters of `a-z A-Z 0-9 -`.
    package let name: String
    package var document: PolicyDocument

    package init(name: String, document: PolicyDocument) { (self.name, self.document) = (name, document) }
}
