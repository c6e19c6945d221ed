/// A place where credentials may be set up.
package struct CredentialsSource: Sendable {
    /// Its name in a ``CredentialsTrace``.
    package let name: String
    /// Whether it is there whether or not anybody set it up: when it does not answer, the search goes on.
    package let isProbe: Bool
    /// Looks. Nothing is sent for it.
    package let look: @Sendable () throws -> Finding

    /// What is there.
    package enum Finding: Sendable {
        case absent(String)
        case found(CredentialsRecipe)
    }

    package init(_ name: String, isProbe: Bool = false, _ look: @escaping @Sendable () throws -> Finding) {
        self.name = name
        self.isProbe = isProbe
        self.look = look
    }
}
