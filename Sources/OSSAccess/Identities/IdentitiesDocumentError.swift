/// Why a document of identities was not read, and where the reason stands in it.
package struct IdentitiesDocumentError: Error, Sendable, CustomStringConvertible {
    /// One step from the whole to what is wrong.
    package enum Step: Sendable, Hashable {
        case member(String)
        /// From 0, as programs count.
        case element(Int)
    }

    /// From the whole document inwards; empty for the document itself.
    package let path: [Step]
    /// What is wrong, for people; no value of the document that could be a secret.
    package let problem: String

    package init(_ path: [Step], _ problem: String) { (self.path, self.problem) = (path, problem) }

    /// `users[3].access_keys[0].secret: it is missing`
    package var description: String {
        guard !path.isEmpty else { return problem }
        let place = path.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let number): text += "[\(number)]"
            }
        }
        return "\(place): \(problem)"
    }
}
