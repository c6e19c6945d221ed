public import HTTPTypes
public import OSSSigning

/// A request of OSS's API, by its name there: `PutObjectRequest`, `ListPartsRequest`.
///
/// It can be sent (``OSSClient/send(_:)``), or presigned for somebody else to send (``OSSClient/presign(_:expires:expiration:endpoint:)``).
public protocol OperationRequest: Sendable {
    /// What its answer says.
    associatedtype Output: Sendable

    /// OSS's name of the operation, `PutObject`.
    static var operation: String { get }

    /// Method, resource, headers and parameters: what the signature covers.
    /// - Throws: `OSSError` or `SigningError` for values that cannot be sent.
    var unsigned: UnsignedRequest { get throws }

    /// What is sent with it. A presigned request leaves it to its sender.
    var body: RequestBody { get }

    /// Whether sending it twice does what sending it once does.
    var isIdempotent: Bool { get }

    /// Whether the answer's body is handed on as it arrives, instead of being read to its end first.
    static var streamsAnswer: Bool { get }

    /// Reads the answer.
    /// - Throws: ``ClientError`` with the code `invalidResponse`.
    func output(of response: OperationResponse) throws -> Output
}

extension OperationRequest {
    public var body: RequestBody { .none }
    public var isIdempotent: Bool { true }
    public static var streamsAnswer: Bool { false }
}

/// An answer of 2xx.
public struct OperationResponse: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The headers.
    public let headers: HTTPFields
    /// The whole body; empty when it is streamed.
    public let body: [UInt8]
    /// The body as it arrives, for a request whose answer is streamed (``OperationRequest/streamsAnswer``).
    public let stream: ByteChunks

    init(status: Int, headers: HTTPFields, body: [UInt8] = [], stream: ByteChunks = ByteChunks([])) {
        self.status = status
        self.headers = headers
        self.body = body
        self.stream = stream
    }

    /// OSS's id of the request.
    public var requestID: String? { headers.text("x-oss-request-id") }
}

/// What a request may carry besides its own fields: headers and parameters that this library has no name for.
public struct RequestExtras: Hashable, Sendable {
    /// Sent, and signed as the rules say: `Content-Type`, `Content-MD5`, `x-oss-*`, and what ``additionalHeaders`` names.
    public var headers: HTTPFields = [:]
    /// Sent and signed.
    public var parameters: [QueryParameter] = []
    /// Names of further headers that the signature is to cover (V4), for example `content-length`.
    public var additionalHeaders: [String] = []

    /// None.
    public init() {}
}
