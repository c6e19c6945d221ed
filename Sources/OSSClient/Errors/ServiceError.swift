package import HTTPTypes
public import OSSSigning
public import OSSWire

/// What OSS refused: its error document, and what its headers say besides.
///
/// OSS page: "Error responses".
public struct ServiceError: Error, Sendable {
    /// The operation that was asked for, `PutObject`.
    public let operation: String
    /// The HTTP status. 203 stands for an upload that was stored and whose callback failed.
    public let status: Int
    /// The code to switch on. `UnknownError` when the answer had none.
    public let code: ErrorCode
    /// OSS's sentence.
    public let message: String
    /// OSS's error cause code, `0002-00000201`.
    public let ec: String?
    /// What support asks for.
    public let requestID: String?
    /// What the server thinks went wrong (`x-waybill-hint`); real OSS sends none.
    public let hint: String?
    /// The server's clock, from the `Date` header.
    public let serverTime: SigningTime?
    /// How long the server wants to be left alone (`Retry-After`).
    public let retryAfter: Duration?
    /// The elements of the error document that belong to its code, `StringToSign` for one. They may hold a security token.
    public let details: [OSSError.Field]

    /// Whether the upload was stored, and only its callback failed.
    public var isCallbackFailure: Bool { status == 203 && ["PutObject", "CompleteMultipartUpload", "PostObject"].contains(operation) }
}

extension ServiceError: Equatable, CustomStringConvertible, CustomReflectable {
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code && a.status == b.status }

    public var description: String {
        var text = "\(operation): \(status) \(code): \(message)"
        if let ec { text += " (EC \(ec))" }
        if let requestID { text += " [request \(requestID)]" }
        if let hint { text += "; hint: \(hint)" }
        return text
    }

    /// Without the details.
    public var customMirror: Mirror { Mirror(self, children: ["operation": operation, "status": status, "code": code]) }
}

extension ServiceError {
    /// The longest error document that is read.
    static let maximumBytes = 64 * 1024

    /// An answer that refuses, whatever its body is.
    package init(operation: String, status: Int, headers: HTTPFields, body: [UInt8]) {
        let document = Self.document(headers: headers, body: body)
        self.operation = operation
        self.status = status
        code = document?.code ?? ErrorCode(rawValue: Self.words[status] ?? "UnknownError")
        message = Self.printable(document?.message ?? "the answer was \(status) without an error document")
        ec = headers.text("x-oss-ec") ?? document?.ec
        requestID = (headers.text("x-oss-request-id") ?? document?.requestID).map(Self.printable)
        hint = headers.text("x-waybill-hint").map(Self.printable)
        serverTime = headers.text("date").flatMap { SigningTime(httpDate: $0) }
        retryAfter = headers.text("retry-after").flatMap { Int64($0) }.flatMap { (0...3600).contains($0) ? .seconds($0) : nil }
        details = document?.fields ?? []
    }

    /// What stands for a code where there is no document: as with 304, and often with HEAD.
    private static let words = [304: "NotModified", 404: "NotFound", 412: "PreconditionFailed"]

    /// The error document: of the body, or of `x-oss-err`, which carries it with HEAD.
    private static func document(headers: HTTPFields, body: [UInt8]) -> ReceivedErrorDocument? {
        if !body.isEmpty, let document = ReceivedErrorDocument(xml: body) { return document }
        return headers.text("x-oss-err").flatMap { Base64.decode($0.utf8) }.flatMap { ReceivedErrorDocument(xml: $0) }
    }

    /// One line of at most a thousand characters without control characters, since it ends up on terminals and in logs, and without the
    /// signature of a URL that a server repeats.
    private static func printable(_ text: String) -> String {
        let line = String.UnicodeScalarView(text.unicodeScalars.prefix(1000).map { $0.properties.generalCategory == .control ? " " : $0 })
        return URLSecrets.removed(from: String(line))
    }
}

extension HTTPFields {
    /// The value of a header by its name.
    package func text(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }
}
