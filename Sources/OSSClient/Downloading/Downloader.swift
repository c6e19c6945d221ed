import HTTPTypes
public import Logging
import OSSSigning

/// Downloads with nothing but a presigned URL: no credentials, no region, no endpoint.
///
/// ```swift
/// let downloader = try Downloader()
/// let receipt = try await downloader.download(PresignedDownload(url: url), to: "photo.jpg").receipt()
/// ```
public struct Downloader: Sendable {
    /// When a failed request is repeated.
    public var retry = RetryPolicy()
    /// What requests call their sender.
    public var userAgent = "waybill"
    /// Where the downloader says what it does. Never a URL with its query.
    public var logger = Logger(label: "oss.downloader", factory: { _ in SwiftLogNoOpLogHandler() })

    package let transport: any HTTPTransport
    package let clock: ClientClock

    /// A downloader with connections of its own. Share it: it needs no shutdown.
    /// - Throws: ``ClientError`` for trust roots that cannot be read.
    public init(_ configuration: TransportConfiguration = TransportConfiguration()) throws {
        self.init(transport: try AsyncHTTPTransport(configuration), clock: ClientClock())
    }

    /// A downloader over a transport and a clock of one's own.
    package init(transport: any HTTPTransport, clock: ClientClock) {
        self.transport = transport
        self.clock = clock
    }

    /// Downloads into a file: large objects in stretches side by side, each asked for with the same URL.
    ///
    /// The file has its name when its CRC-64 is the one that OSS told; until then what was there stays. With
    /// ``DownloadOptions/checkpointDirectory`` a download goes on after a crash, also with a newer URL of the same object.
    ///
    /// - Throws: ``ClientError`` with the code `expired` before anything is sent, when the URL says that it has.
    public func download(_ target: PresignedDownload, to path: String, options: DownloadOptions = DownloadOptions()) -> Download {
        Download { report in
            try await FileDownload(source: PresignedSource(downloader: self, target: target), path: path, options: options, report: report).run()
        }
    }

    /// The object's bytes as they come; the sequence fails at its end when their CRC-64 is not the one that OSS told.
    public func stream(_ target: PresignedDownload, options: DownloadOptions = DownloadOptions()) -> DownloadStream {
        DownloadStream(PresignedSource(downloader: self, target: target), options: options)
    }
}

/// An object behind a presigned URL.
struct PresignedSource: DownloadSource {
    let downloader: Downloader
    let target: PresignedDownload

    var identity: String { target.address }
    var retry: RetryPolicy { downloader.retry }

    func checkValid() throws {
        try target.expiration?.checkNotPast("the URL", now: downloader.clock.now)
    }

    func get(_ range: Range<Int64>?, ifMatch: String?) async throws -> TransportResponse {
        try await Retrier(policy: downloader.retry, clock: downloader.clock, operation: GetObjectRequest.operation, logger: downloader.logger)
            .run(isReplayable: true, setsClock: false) {
                var request = TransportRequest(.get, url: target.url, headers: target.headers)
                if request.headers[.userAgent] == nil { request.headers[.userAgent] = downloader.userAgent }
                request.headers.ask(for: range, ifMatch: ifMatch)
                return try await downloader.transport.exchange(request, operation: GetObjectRequest.operation) { $0 }
            }
    }
}
