import OSSSigning

extension OSSClient {
    /// Downloads an object into a file: small ones with one request, large ones in stretches side by side.
    ///
    /// ```swift
    /// let receipt = try await client.download(GetObjectRequest(bucket: "examplebucket", key: "film.mp4"), to: "film.mp4").receipt()
    /// ```
    ///
    /// The file has its name when its CRC-64 is the one that OSS told; until then what was there stays. A connection that breaks is taken up at
    /// the byte where it did. With ``DownloadOptions/checkpointDirectory`` a download goes on after a crash, unless the object has changed.
    ///
    /// - Parameter request: the object; its ``GetObjectRequest/range`` is not used.
    /// - Throws: ``ServiceError``, ``ClientError``.
    ///
    /// OSS pages: "Range download", "Resumable download".
    public func download(_ request: GetObjectRequest, to path: String, options: DownloadOptions = DownloadOptions()) -> Download {
        Download { report in
            try await FileDownload(source: SignedSource(client: self, request: request), path: path, options: options, report: report).run()
        }
    }

    /// The object's bytes as they come; the sequence fails at its end when their CRC-64 is not the one that OSS told.
    ///
    /// - Parameter request: the object; its ``GetObjectRequest/range`` is not used.
    public func stream(_ request: GetObjectRequest, options: DownloadOptions = DownloadOptions()) -> DownloadStream {
        DownloadStream(SignedSource(client: self, request: request), options: options)
    }
}

/// An object that a client's own credentials sign for.
struct SignedSource: DownloadSource {
    let client: OSSClient
    private(set) var request: GetObjectRequest

    init(client: OSSClient, request: GetObjectRequest) {
        self.client = client
        self.request = request
        self.request.range = nil
    }

    var identity: String {
        let endpoint = client.configuration.endpoint ?? Endpoint(region: client.configuration.region)
        return "\(endpoint)\n\(request.bucket)\n\(request.key)\n\(request.versionID ?? "")\n\(request.process ?? "")"
    }

    var retry: RetryPolicy { client.configuration.retry }

    func checkValid() {}

    func get(_ range: Range<Int64>?, ifMatch: String?) async throws -> TransportResponse {
        var unsigned = try request.unsigned
        unsigned.headers.ask(for: range, ifMatch: ifMatch)
        return try await client.perform(GetObjectRequest.operation, unsigned) { $0 }
    }
}
