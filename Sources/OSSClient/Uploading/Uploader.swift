import HTTPTypes
public import Logging
import NIOCore
import OSSSigning
import OSSWire

/// Uploads with nothing but a presigned URL or a ``Waybill``: no credentials, no region, no endpoint.
///
/// ```swift
/// let uploader = try Uploader()
/// let receipt = try await uploader.upload(.file("photo.jpg"), to: PresignedUpload(url: url)).receipt()
/// ```
public struct Uploader: Sendable {
    /// When a failed request is repeated.
    public var retry = RetryPolicy()
    /// What requests call their sender.
    public var userAgent = "waybill"
    /// Where the uploader says what it does. Never a URL with its query.
    public var logger = Logger(label: "oss.uploader", factory: { _ in SwiftLogNoOpLogHandler() })

    package let transport: any HTTPTransport
    package let clock: ClientClock

    /// An uploader with connections of its own. Share it: it needs no shutdown.
    /// - Throws: ``ClientError`` for trust roots that cannot be read.
    public init(_ configuration: TransportConfiguration = TransportConfiguration()) throws {
        self.init(transport: try AsyncHTTPTransport(configuration), clock: ClientClock())
    }

    /// An uploader over a transport and a clock of one's own.
    package init(transport: any HTTPTransport, clock: ClientClock) {
        self.transport = transport
        self.clock = clock
    }

    /// Uploads with a presigned URL, in one piece.
    ///
    /// The CRC-64 of what was sent is compared with what OSS says it stored. A file or bytes are sent again after a failure that may pass; a
    /// stream is sent once, chunked unless its length is known.
    ///
    /// - Throws: ``ClientError`` with the code `expired` before anything is sent, when the URL says that it has.
    ///   ``ServiceError``; with ``ServiceError/isCallbackFailure`` the object is stored.
    public func upload(_ source: UploadSource, to target: PresignedUpload, options: UploadOptions = UploadOptions()) -> Upload {
        Upload { report in try await self.put(source, to: target, options: options, report: report) }
    }

    private func put(
        _ source: UploadSource, to target: PresignedUpload, options: UploadOptions, report: @escaping Upload.Report
    ) async throws -> UploadReceipt {
        try target.expiration?.checkNotPast("the URL", now: clock.now)
        let send: @Sendable (RequestBody, @escaping @Sendable (OperationResponse) throws -> Void) async throws -> OperationResponse = {
            body, accept in
            let action = SignedAction(.put, url: target.url, headers: target.headers)
            return try await self.perform(PutObjectRequest.operation, { action }, body: body, accept: accept)
        }
        return try await SinglePut(source: source, options: options, report: report, send: send).run()
    }

    /// Sends what was signed beforehand. `action` is asked before each attempt.
    func perform(
        _ operation: String, _ action: @escaping @Sendable () async throws -> SignedAction, body: RequestBody = .none,
        limit: Int = OperationResponse.maximumBytes, accept: @escaping @Sendable (OperationResponse) throws -> Void = { _ in }
    ) async throws -> OperationResponse {
        try await Retrier(policy: retry, clock: clock, operation: operation, logger: logger).run(isReplayable: body.isReplayable, setsClock: false) {
            let action = try await action()
            var request = TransportRequest(action.method, url: action.url, headers: action.headers, body: body)
            if request.headers[.userAgent] == nil { request.headers[.userAgent] = self.userAgent }
            let response = try await self.transport.exchange(request, operation: operation) { try await OperationResponse($0, limit: limit) }
            try accept(response)
            return response
        }
    }
}

/// A request that was signed beforehand.
struct SignedAction: Sendable {
    let method: HTTPRequest.Method
    let url: String
    let headers: HTTPFields

    init(_ method: HTTPRequest.Method, url: String, headers: HTTPFields = [:]) {
        self.method = method
        self.url = url
        self.headers = headers
    }
}

extension OperationResponse {
    /// Reads an answer to its end.
    init(_ response: TransportResponse, limit: Int = maximumBytes) async throws {
        self.init(status: response.status, headers: response.headers, body: try await response.wholeBody(limit: limit))
    }
}
