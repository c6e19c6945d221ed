/// An account, as lists and access control lists show it.
public struct Owner: Hashable, Sendable {
    /// The account's number.
    public let id: String
    /// What it is called; usually the number again.
    public let displayName: String

    /// An account.
    public init(id: String, displayName: String) {
        self.id = id
        self.displayName = displayName
    }
}

extension Owner {
    /// Reads the `Owner` element below an element.
    init?(below element: XMLElement) {
        guard let owner = element["Owner"] else { return nil }
        self.init(id: owner.text(of: "ID") ?? "", displayName: owner.text(of: "DisplayName") ?? "")
    }

    func write(to writer: inout XMLWriter) {
        writer.element("Owner") { writer in
            writer.element("ID", id)
            writer.element("DisplayName", displayName)
        }
    }
}
