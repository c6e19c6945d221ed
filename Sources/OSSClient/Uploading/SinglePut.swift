import NIOCore

/// An upload in one piece.
struct SinglePut: Sendable {
    let source: UploadSource
    let options: UploadOptions
    let report: Upload.Report
    /// Sends a body as often as the policy allows; the closure judges each answer.
    let send: @Sendable (RequestBody, @escaping @Sendable (OperationResponse) throws -> Void) async throws -> OperationResponse

    /// The largest object that fits one PUT, 5 GB.
    static let maximumSize = PartPlan.maximumPartSize

    func run() async throws -> UploadReceipt {
        switch source.kind {
        case .file(let path): return try await run(.file(LocalFile(path: path)))
        case .bytes(let buffer): return try await run(.bytes(buffer))
        case .stream(let chunks, let length):
            return try await run(.stream(chunks, length: length), totalBytes: length)
        }
    }

    private func run(_ content: UploadContent) async throws -> UploadReceipt {
        let size = content.size
        guard size <= Self.maximumSize else {
            throw ClientError(.sizeMismatch, "\(size) bytes do not fit one PUT, which takes 5 GB; use a waybill, which uploads in parts")
        }
        let receipt = try await run(.replayable(content.chunks(0..<size), length: size), totalBytes: size)
        try content.checkUnchanged()
        return receipt
    }

    private func run(_ body: RequestBody, totalBytes: Int64?) async throws -> UploadReceipt {
        let meter = ProgressMeter(totalBytes: totalBytes, report: report)
        let digest = SendingDigest()
        let pacer = options.bandwidthLimit.map { Pacer(bytesPerSecond: $0) }
        let response = try await send(body.measured(part: 1, digest: digest, meter: meter, pacer: pacer)) { response in
            try SendingDigest.compare(sent: digest.value, received: response)
        }
        meter.flush()
        return UploadReceipt(size: digest.size, crc64: digest.value, response: response)
    }
}
