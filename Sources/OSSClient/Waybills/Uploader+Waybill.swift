import NIOCore
import OSSWire

extension Uploader {
    /// Uploads with a waybill, in parts.
    ///
    /// Parts that have arrived before are asked for, compared with the file by their checksums, and not sent again: after a crash the same call
    /// goes on where the first one ended. A stream begins anew.
    ///
    /// - Throws: ``ClientError`` with the codes `expired`, `sizeMismatch`, `notResumable`, `refreshFailed`, `fileChanged`, `checksumMismatch`;
    ///   ``ServiceError``.
    public func upload(_ source: UploadSource, with waybill: Waybill, options: UploadOptions = UploadOptions()) -> Upload {
        Upload { report in try await self.run(source, with: waybill, options: options, report: report) }
    }

    private func run(
        _ source: UploadSource, with waybill: Waybill, options: UploadOptions, report: @escaping Upload.Report
    ) async throws -> UploadReceipt {
        try waybill.validate()
        let content: UploadContent
        switch source.kind {
        case .file(let path): content = .file(try LocalFile(path: path))
        case .bytes(let buffer): content = .bytes(buffer)
        case .stream(let chunks, let length):
            return try await run(chunks, length: length, with: waybill, options: options, report: report)
        }
        try waybill.check(size: content.size)
        let plan = try waybill.plan(for: content.size)
        let destination = destination(waybill, partCount: plan.count, report: report)
        let meter = ProgressMeter(totalBytes: content.size, report: report)
        let run = MultipartRun(
            content: content, plan: plan, destination: destination, options: options, meter: meter,
            pacer: options.bandwidthLimit.map { Pacer(bytesPerSecond: $0) })
        do {
            return try await destination.leavingNothing(if: options.leftovers) { try await run.run(resumes: true) }
        } catch let error as ServiceError where error.code == .noSuchUpload {
            throw ClientError(
                .notResumable, "the upload is gone: it was completed with other content, aborted, or cleaned away. Ask for a new waybill",
                cause: error)
        }
    }

    private func run(
        _ chunks: ByteChunks, length: Int64?, with waybill: Waybill, options: UploadOptions, report: @escaping Upload.Report
    ) async throws -> UploadReceipt {
        if let length { try waybill.check(size: length) }
        let partCount = try waybill.plan(for: waybill.size ?? waybill.maximumSize).count
        let destination = destination(waybill, partCount: partCount, report: report)
        guard try await destination.arrivedParts().isEmpty else {
            throw ClientError(
                .notResumable,
                "parts of this upload have arrived already, and a stream cannot go on behind them; send a file, or ask for a new waybill")
        }
        let run = StreamRun(
            destination: destination, options: options, meter: ProgressMeter(totalBytes: length ?? waybill.size, report: report),
            pacer: options.bandwidthLimit.map { Pacer(bytesPerSecond: $0) })
        return try await destination.leavingNothing(if: options.leftovers) {
            var parts = PartCutter(chunks.checkedSize(waybill.size, maximum: waybill.maximumSize), partSize: waybill.partSize)
            let first = try await parts.next(number: 1)
            return try await run.run(first: first ?? .init(), parts: parts)
        }
    }

    private func destination(_ waybill: Waybill, partCount: Int, report: @escaping Upload.Report) -> WaybillDestination {
        let holder = WaybillHolder(waybill, partCount: partCount, uploader: self) { report(.refreshed) }
        return WaybillDestination(
            uploader: self, holder: holder, listCount: min(waybill.list.count, (partCount + 999) / 1000), abortIsAllowed: waybill.abort != nil)
    }
}

extension MultipartDestination {
    /// Aborts the upload when the work fails and nothing shall be left; also when it was cancelled, and without hiding why it failed.
    func leavingNothing<Result: Sendable>(if leftovers: UploadOptions.Leftovers, _ work: () async throws -> Result) async throws -> Result {
        do { return try await work() } catch {
            // A new task, because the cancelled one sends nothing any more.
            if leftovers == .aborted { await Task { try? await self.abort() }.value }
            throw error
        }
    }
}

extension Waybill {
    /// - Throws: ``ClientError`` with the code `sizeMismatch`.
    fileprivate func check(size: Int64) throws {
        if let expected = self.size, size != expected {
            throw ClientError(.sizeMismatch, "the waybill was signed for a file of \(expected) bytes, this one has \(size)")
        }
        guard size <= maximumSize else {
            throw ClientError(.sizeMismatch, "the waybill takes at most \(maximumSize) bytes, this file has \(size)")
        }
    }
}

extension ByteChunks {
    /// The same pieces, failing when they are more, or at their end fewer, bytes than allowed.
    fileprivate func checkedSize(_ size: Int64?, maximum: Int64) -> ByteChunks {
        ByteChunks {
            var iterator = self.makeAsyncIterator()
            var count: Int64 = 0
            return {
                let chunk = try await iterator.next()
                count += Int64(chunk?.readableBytes ?? 0)
                guard count <= size ?? maximum, chunk != nil || count == size ?? count else {
                    throw ClientError(
                        .sizeMismatch, "the waybill takes \(size.map { "\($0)" } ?? "at most \(maximum)") bytes, and the stream has more or fewer")
                }
                return chunk
            }
        }
    }
}
