/// A law that an input breaks.
package struct BrokenLaw: Error, CustomStringConvertible {
    /// What should have held.
    package let description: String

    init(_ claim: String) { description = claim }

    /// Throws unless the law holds.
    static func unless(_ holds: Bool, _ claim: @autoclosure () -> String) throws(BrokenLaw) {
        guard holds else { throw BrokenLaw(claim()) }
    }
}

/// What a throwing initialiser makes of an input, or `nil`.
func reading<Value>(_ read: () throws -> Value) -> Value? { try? read() }
