package import OSSSigning
import OSSWire

/// What the input is.
package enum InputKind: String, Sendable {
    case url, command, transcript, errorDocument = "error_document", har, logLine = "log_line", refusal
}

/// A request as an input shows it: everything that is known, and what is not known left open.
package struct Observation: Sendable {
    package var kind: InputKind
    /// `nil` when nothing says it: a URL has no method.
    package var method: String?
    /// Absolute where possible, else a path with a query; after its repair.
    package var url: String?
    /// Other spellings that the damaged text may have had; only a signature can decide.
    var otherURLs: [String] = []
    var damage: [URLDamage] = []
    /// In the order of the input.
    var fields: [HeaderLine] = []
    /// Whether every header of the request is known, so that one that is not here was not sent.
    var knowsFields = false
    /// Headers that the client adds without being told to, in lower case.
    var addedByClient: Set<String> = []
    package var client = SendingClient.unknown
    var isMultipartForm = false
    /// Whether the body was, or would be, sent in chunks, without a length.
    var isChunked = false
    var response: ObservedResponse?
    /// Findings that a server wrote down when it refused the request.
    var recorded: [Explained] = []
    /// What a server wrote down about a request whose URL it did not keep.
    var facts = RequestFacts()
    /// The moment to judge by, when the input names one.
    package var moment: SigningTime?
    package var requestID: String?

    package init(kind: InputKind) { self.kind = kind }

    /// Says what the user knows of the request besides the input.
    package mutating func add(method: String?, headers: [(name: String, value: String)]) {
        if let method { self.method = ASCII.uppercased(method) }
        guard !headers.isEmpty else { return }
        for header in headers { remove(header.name) }
        fields += headers.map { HeaderLine(name: $0.name, value: $0.value) }
        knowsFields = true
    }

    /// Whether the server refused the request, as far as is known.
    package var isFailure: Bool { (response?.status ?? 0) >= 400 || response?.document != nil }

    /// The first value of a header.
    func field(_ name: String) -> String? { fields.first { $0.name.isSame(asAnyCase: name) }?.value }

    mutating func remove(_ name: String) { fields.removeAll { $0.name.isSame(asAnyCase: name) } }
}

extension Observation: CustomStringConvertible, CustomReflectable {
    /// Without the URL and the headers, which may hold a signature and a token.
    package var description: String { "Observation(\(kind.rawValue))" }
    package var customMirror: Mirror { Mirror(self, children: ["kind": kind]) }
}

/// A header as it was sent.
struct HeaderLine: Sendable, Hashable {
    let name: String
    let value: String
}

/// An answer as an input shows it.
struct ObservedResponse: Sendable {
    /// 0 when there was none.
    var status: Int?
    var fields: [HeaderLine] = []
    var document: ServerDocument?

    func field(_ name: String) -> String? { fields.first { $0.name.isSame(asAnyCase: name) }?.value }
}

/// Why an input is not understood.
package struct UnreadableInput: Error, Sendable {
    package let message: String

    init(_ message: String) { self.message = message }
}
