/// What STS answered in place of credentials: the cause of a ``ClientError`` with the code `credentialsUnavailable`, where it was STS that
/// refused, and not something on the way to it.
package struct STSRefusal: Error, Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// `NoPermission`; `unknown` for what does not look like a code.
    package let code: String
}
