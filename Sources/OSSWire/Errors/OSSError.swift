/// An answer that refuses a request: status, code, message, OSS's error cause, and fields that the code has besides.
///
/// Equality is on the code.
public struct OSSError: Error, Sendable {
    /// The HTTP status.
    public let status: Int
    /// The code to switch on.
    public let code: ErrorCode
    /// A sentence for people. Clients compare some of them literally, so OSS's spelling is kept.
    public let message: String
    /// OSS's error cause code, `0002-00000201`.
    public let ec: String?
    /// Elements of the document between HostId and EC, in order.
    public let fields: [Field]
    /// Response headers that belong to the code, `Allow` for example.
    package private(set) var headers: [Field] = []

    /// One element of the error document, or one response header.
    public struct Field: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its text.
        public let value: String
        /// Elements inside of it, in their order; it has them or a text.
        public let children: [Field]

        /// An element.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
            children = []
        }

        /// An element of elements.
        public init(_ name: String, children: [Field]) {
            self.name = name
            value = ""
            self.children = children
        }
    }

    /// A refusal.
    public init(status: Int, code: ErrorCode, message: String, ec: String? = nil, fields: [Field] = []) {
        self.status = status
        self.code = code
        self.message = message
        self.ec = ec
        self.fields = fields
    }

    /// The same refusal with response headers.
    package func with(headers: [Field]) -> OSSError {
        var error = self
        error.headers += headers
        return error
    }
}

extension OSSError: Equatable, CustomStringConvertible {
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
    /// Without the fields: a string to sign holds the security token of a presigned URL.
    public var description: String { "\(status) \(code): \(message)\(ec.map { " (\($0))" } ?? "")" }
}
