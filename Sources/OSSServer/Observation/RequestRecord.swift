import HTTPTypes
import OSSAccess
package import OSSSigning
import OSSStorage
import OSSWire

/// A request that has ended: all that the log, the access log and the metrics say about it is in here.
///
/// Making one costs next to nothing: it refers to the request and to the answer, and what few ask for is found when it is asked for. Target and
/// headers are the request's own: whoever writes them down leaves out what authenticates, and escapes the rest.
package struct RequestRecord: Sendable {
    /// When its head arrived, by the server's clock.
    package let time: SigningTime
    package let requestID: String
    /// The address of whoever asked; empty where it is not known.
    package let clientIP: String
    package let operation: RecordedOperation
    /// What host and path name; the service when they name nothing.
    package let resource: Resource
    /// The number of the account, user or role that signed; `nil` for an anonymous request, and for one whose signature was refused.
    package let requesterID: String?
    /// The key that signed, once its signature was found right.
    package let accessKeyID: String?
    /// The account that owns the server's buckets; `nil` where it was not looked up.
    package let accountID: String?
    package let status: Int
    /// OSS's error code; `nil` for what was not refused.
    package let code: String?
    /// OSS's error cause code.
    package let ec: String?
    /// Why the signature was refused, as one of a short list; `nil` when it was not.
    package let signatureFailure: String?
    /// Bytes of the body that were read.
    package let received: Int64
    /// Bytes of the answer's body that were sent.
    package internal(set) var sent: Int64 = 0
    /// The time until the answer was ready.
    package let serverTime: Duration
    /// The time until the last byte of the answer was handed to the connection, or the connection was gone.
    package internal(set) var duration: Duration

    /// `nil` when what came was no request.
    let envelope: RequestEnvelope?
    private let answerHeaders: [(name: String, value: String)]
    private let answerLength: Int64
    /// The storage class of new objects in the bucket.
    private let bucketClass: String?

    /// When a request came, from where, and what it cost until its answer was ready.
    struct Circumstances {
        let time: SigningTime
        let requestID: RequestID
        let clientIP: String
        let received: Int64
        let serverTime: Duration
    }

    /// The record of a request, before its answer is sent.
    init(_ envelope: RequestEnvelope, _ response: Response, _ trace: RequestTrace, _ circumstances: Circumstances) {
        self.envelope = envelope
        (time, requestID, clientIP) = (circumstances.time, circumstances.requestID.rawValue, circumstances.clientIP)
        (received, serverTime, duration) = (circumstances.received, circumstances.serverTime, circumstances.serverTime)
        operation = RecordedOperation(trace.destination, trace.action)
        resource = trace.resource
        (requesterID, accessKeyID, accountID) = (trace.subject?.requester.id, trace.subject?.accessKeyID?.rawValue, trace.accountID)
        (status, code, ec) = (response.status, trace.error?.code.rawValue, trace.error?.ec)
        signatureFailure = trace.signatureFailure
        answerHeaders = response.headers
        answerLength = response.body.length
        bucketClass = trace.bucket?.settings.storageClass.rawValue
    }

    /// The record of what never became a request.
    init(refusal error: OSSError, clientIP: String, requestID: RequestID, at time: SigningTime) {
        (self.time, self.requestID, self.clientIP, envelope) = (time, requestID.rawValue, clientIP, nil)
        (operation, resource, requesterID, accessKeyID, accountID) = (.other, .service, nil, nil, nil)
        (status, code, ec, signatureFailure) = (error.status, error.code.rawValue, error.ec, nil)
        (received, serverTime, duration) = (0, .zero, .zero)
        (answerHeaders, answerLength, bucketClass) = ([], 0, nil)
    }
}

extension RequestRecord {
    /// How large the object is that was asked for or stored, in bytes, where the answer tells.
    package var objectSize: Int64? {
        guard case .operation(let operation) = operation.kind, (200..<300).contains(status) else { return nil }
        switch operation {
        case .putObject: return received
        case .getObject where status == 206:
            return answerHeader("Content-Range").flatMap { range in range.lastIndex(of: "/").flatMap { Int64(range[range.index(after: $0)...]) } }
        case .getObject, .headObject, .getObjectMeta: return answerLength
        case .appendObject: return answerHeader("x-oss-next-append-position").flatMap { Int64($0) }
        default: return nil
        }
    }

    /// The storage class that answer or request name, or that new objects of the bucket have; `nil` when the request is about no object.
    package var storageClass: String? {
        guard resource.key != nil else { return nil }
        return answerHeader("x-oss-storage-class") ?? envelope?.fields[.ossStorageClass] ?? bucketClass
    }

    /// Bytes of request line and headers.
    package var headLength: Int {
        guard let envelope else { return 0 }
        // Two blanks, the version, the ends of the line and of the head; and the question mark.
        var length = envelope.method.rawValue.utf8.count + envelope.target.path.count + envelope.target.query.count + 14
        if !envelope.target.query.isEmpty { length += 1 }
        for field in envelope.fields { length += field.name.rawName.utf8.count + field.value.utf8.count + 4 }
        return length
    }

    private func answerHeader(_ name: String) -> String? { answerHeaders.first { $0.name == name }?.value }
}
