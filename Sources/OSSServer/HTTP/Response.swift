import HTTPTypes
import NIOCore
import OSSSigning
import OSSWire

/// An answer, complete or with a body that is streamed.
struct Response {
    var status: Int
    /// In the order in which they are written.
    var headers: [(name: String, value: String)] = []
    var body: Body = .bytes([])

    enum Body {
        case bytes([UInt8])
        /// A body of known length that is read while it is sent.
        case stream(length: Int64, any AsyncSequence<ByteBuffer, any Error>)
        /// The answer to HEAD: the length of the body that GET would have, and none of it.
        case omitted(length: Int64)

        var length: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .stream(let length, _), .omitted(let length): length
            }
        }
    }

    static func xml(_ bytes: [UInt8], status: Int = 200) -> Response {
        Response(status: status, headers: [("Content-Type", "application/xml")], body: .bytes(bytes))
    }

    /// Whether a length is announced to this method and no body follows, so that nothing else may follow on the connection.
    func leavesOutBody(for method: HTTPRequest.Method) -> Bool {
        if case .omitted(let length) = body { method != .head && status == 200 && length > 0 } else { false }
    }

    mutating func set(_ name: String, _ value: String) { headers.append((name, value)) }
}

extension Response {
    /// A refusal. HEAD has no body, so its document travels in base 64 in `x-oss-err`.
    init(_ error: OSSError, requestID: RequestID, authority: String, isHead: Bool) {
        let document = ErrorDocument(error, requestID: requestID.rawValue, hostID: authority).xml
        if isHead {
            self.init(status: error.status, headers: [("x-oss-err", Base64.encode(document))], body: .omitted(length: 0))
        } else {
            self = .xml(document, status: error.status)
        }
        if let ec = error.ec { set("x-oss-ec", ec) }
        for header in error.headers { set(header.name, header.value) }
        if error.status == 503 { set("Retry-After", "1") }
    }
}
